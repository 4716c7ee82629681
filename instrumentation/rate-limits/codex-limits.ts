import { entriesOf, fieldsOf } from "../reading/json-fields.ts";
import { amountOf, familyOf, fractionOf, makeReading, rawOf, rawValue, wordsOf } from "./make-reading.ts";
import { numberReset, parseReset, type ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

type Source = RateLimitReading["source"];

const POSITIONS = ["primary", "secondary"] as const;

/** Reads the headers of every Codex family: `x-codex-…`, and others such as `x-codex-bengalfox-…` that come beside it. */
export function readCodexHeaders(
  headers: ReadonlyMap<string, string>,
  clock: ResetClock,
): RateLimitReading[] {
  const prefixes = new Set(["x-codex"]);
  for (const name of headers.keys()) {
    const [, prefix] = /^(x-.+)-primary-used-percent$/.exec(name) ?? [];
    if (prefix !== undefined) prefixes.add(prefix);
  }
  const windows = [...prefixes].flatMap((prefix) => {
    const family = familyOf(prefix.slice(2));
    if (family === null) return [];
    const familyName = wordsOf(headers.get(`${prefix}-limit-name`));
    return POSITIONS.flatMap((position) => {
      const name = `${prefix}-${position}`;
      const told: Window = {
        usedFraction: fractionOf(headers.get(`${name}-used-percent`)),
        windowMinutes: amountOf(headers.get(`${name}-window-minutes`)),
        resetsAtMs:
          parseReset(headers.get(`${name}-reset-at`), clock) ??
          parseReset(headers.get(`${name}-reset-after-seconds`), clock),
      };
      const raw = rawOf(
        [`${name}-used-percent`, `${name}-window-minutes`, `${name}-reset-at`, `${name}-reset-after-seconds`],
        headers,
      );
      return readWindow(family, familyName, told, "header", raw) ?? [];
    });
  });
  const told = withoutCopy(windows, familyOf(headers.get("x-codex-active-limit") ?? ""));
  const credits = readCredits(
    "codex",
    {
      has_credits: headers.get("x-codex-credits-has-credits"),
      unlimited: headers.get("x-codex-credits-unlimited"),
      balance: headers.get("x-codex-credits-balance"),
    },
    "header",
  );
  return credits === null ? told : [...told, credits];
}

/** The family `codex` repeats the numbers of the one that is active, and is then no family of its own. */
function withoutCopy(windows: readonly RateLimitReading[], active: string | null): RateLimitReading[] {
  const numbers = (family: string | null) =>
    windows
      .filter((window) => window.family === family)
      .map((window) => `${window.windowMinutes} ${window.usedFraction} ${window.resetsAtMs}`)
      .join();
  const isCopy = active !== null && active !== "codex" && numbers(active) === numbers("codex");
  return windows.filter(({ family }) => !isCopy || family !== "codex");
}

/** Reads a `codex.rate_limits` event. */
export function readCodexEvent(
  event: Readonly<Record<string, unknown>>,
  clock: ResetClock,
): RateLimitReading[] {
  const id = event["metered_limit_name"] ?? event["limit_name"];
  return readCodexSnapshot(
    {
      ...fieldsOf(event["rate_limits"]),
      limit_id: id ?? "codex",
      limit_name: event["limit_name"],
      credits: event["credits"],
    },
    "event",
    clock,
  );
}

/** Reads one family as Codex keeps it itself, in either way of writing its names. */
export function readCodexSnapshot(snapshot: unknown, source: Source, clock: ResetClock): RateLimitReading[] {
  const fields = fieldsOf(snapshot);
  const id = fields["limit_id"] ?? fields["limitId"] ?? "codex";
  const family = typeof id === "string" ? familyOf(id) : null;
  if (family === null) return [];
  const name = wordsOf(fields["limit_name"] ?? fields["limitName"]);
  const familyName = name !== null && familyOf(name) === family ? null : name;
  const windows = ["primary", "secondary", "primary_window", "secondary_window"].flatMap(
    (position) => readCodexWindow(family, familyName, fields[position], source, clock) ?? [],
  );
  const credits = readCredits(family, fieldsOf(fields["credits"]), source);
  return credits === null ? windows : [...windows, credits];
}

function readCodexWindow(
  family: string,
  familyName: string | null,
  value: unknown,
  source: Source,
  clock: ResetClock,
): RateLimitReading | null {
  const fields = fieldsOf(value);
  const pick = (...names: string[]) => names.map((name) => fields[name]).find((told) => told != null);
  const seconds = amountOf(fields["limit_window_seconds"]);
  const told: Window = {
    usedFraction: fractionOf(pick("used_percent", "usedPercent")),
    windowMinutes:
      amountOf(pick("window_minutes", "windowDurationMins")) ?? (seconds === null ? null : seconds / 60),
    resetsAtMs: resetOf(
      pick("reset_at", "resets_at", "resetsAt", "reset_after_seconds", "resets_in_seconds"),
      clock,
    ),
  };
  const raw = Object.entries(fields)
    .filter(([, told]) => typeof told === "number")
    .slice(0, 8)
    .map(([name, told]) => `${rawValue(name)}: ${told}`)
    .join("; ");
  return readWindow(family, familyName, told, source, raw);
}

/** A reset from JSON, as a number or a text. */
export function resetOf(value: unknown, clock: ResetClock): number | null {
  if (typeof value === "number") return numberReset(value, clock);
  return typeof value === "string" ? parseReset(value, clock) : null;
}

interface Window {
  readonly usedFraction: number | null;
  readonly windowMinutes: number | null;
  readonly resetsAtMs: number | null;
}

/** Windows are known by their length: an account's only one may come first or second, and they change places. */
function readWindow(
  family: string,
  familyName: string | null,
  told: Window,
  source: Source,
  raw: string,
): RateLimitReading | null {
  const windowMinutes = told.windowMinutes === 0 ? null : told.windowMinutes;
  if (told.usedFraction === null) return null;
  // This is how the server says that there is no such window.
  if (told.usedFraction === 0 && windowMinutes === null && told.resetsAtMs === null) return null;
  return makeReading({
    ...told,
    family,
    familyName,
    windowMinutes,
    windowKind: "fixed",
    unit: "percent",
    source,
    raw,
  });
}

function readCredits(
  family: string,
  fields: Readonly<Record<string, unknown>>,
  source: Source,
): RateLimitReading | null {
  const has = booleanOf(fields["has_credits"] ?? fields["hasCredits"]);
  const unlimited = booleanOf(fields["unlimited"]);
  if (has === null || unlimited === null) return null;
  const { balance } = fields;
  return makeReading({
    family,
    unit: "credits",
    remaining: unlimited ? null : amountOf(balance),
    status: unlimited ? "unlimited" : has ? "has_credits" : "no_credits",
    source,
    raw: [`has_credits: ${has}`, `unlimited: ${unlimited}`]
      .concat(entriesOf([balance]).flatMap((told) => (told == null ? [] : [`balance: ${rawValue(told)}`])))
      .join("; "),
  });
}

function booleanOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  if (/^(?:true|1)$/i.test(value)) return true;
  return /^(?:false|0)$/i.test(value) ? false : null;
}
