import { entriesOf, fieldsOf } from "../reading/json-fields.ts";
import { unifiedWindow } from "./anthropic-headers.ts";
import { readCodexSnapshot, resetOf } from "./codex-limits.ts";
import { readCopilotSnapshots } from "./copilot-quota.ts";
import { amountOf, fractionOf, makeReading, rawValue, usedFractionOf } from "./make-reading.ts";
import type { ResetClock } from "./parse-reset.ts";
import type { RateLimitReading } from "./rate-limit-reading.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads what an account's own usage page, a client's log or its status line says about limits, by its shape. */
export function readUsageAnswer(provider: string, body: unknown, observedUnixMs: number): RateLimitReading[] {
  const clock: ResetClock = { observedUnixMs, skewMs: 0 };
  const outer = fieldsOf(body);
  const fields = outer["payload"] === undefined ? outer : fieldsOf(outer["payload"]);
  const inner = fieldsOf(fields["result"] ?? fields["params"] ?? fields);
  if (inner["quota_snapshots"] !== undefined)
    return readCopilotSnapshots(inner["quota_snapshots"], "usage", clock);
  if (provider === "openrouter") return readOpenRouterKey(fieldsOf(inner["data"] ?? inner));
  const limits = inner["rate_limits"] ?? inner["rateLimits"];
  const claude = [inner, fieldsOf(limits)].find(
    (told) => told["five_hour"] !== undefined || told["seven_day"] !== undefined,
  );
  if (claude !== undefined) return readClaude(claude, clock);
  if (inner["rate_limit"] !== undefined || inner["additional_rate_limits"] !== undefined)
    return readChatGpt(inner, clock);
  const byId = Object.entries(fieldsOf(inner["rateLimitsByLimitId"])).slice(0, 32);
  if (byId.length > 0) {
    return byId.flatMap(([id, snapshot]) =>
      readCodexSnapshot({ limitId: id, ...withoutNulls(snapshot) }, "usage", clock),
    );
  }
  return limits === undefined ? [] : readCodexSnapshot(limits, "usage", clock);
}

/** `GET /backend-api/wham/usage` of ChatGPT. */
function readChatGpt(body: Fields, clock: ResetClock): RateLimitReading[] {
  const families: readonly (readonly [id: unknown, name: unknown, limit: unknown, credits: unknown])[] = [
    ["codex", null, body["rate_limit"], body["credits"]],
    ...entriesOf(body["additional_rate_limits"])
      .slice(0, 32)
      .map((entry) => {
        const { metered_feature: id, limit_name: name, rate_limit: limit } = fieldsOf(entry);
        return [id ?? name, name, limit, null] as const;
      }),
    ["code_review", null, body["code_review_rate_limit"], null],
  ];
  return families.flatMap(([limit_id, limit_name, limit, credits]) =>
    readCodexSnapshot({ ...fieldsOf(limit), limit_id, limit_name, credits }, "usage", clock),
  );
}

const CLAUDE_WINDOWS: ReadonlyMap<string, string> = new Map([
  ["five_hour", "5h"],
  ["seven_day", "7d"],
]);

/** `GET /api/oauth/usage` of Anthropic and the status line of Claude Code: percentages of each window. */
function readClaude(windows: Fields, clock: ResetClock): RateLimitReading[] {
  return Object.entries(windows)
    .slice(0, 32)
    .flatMap(([name, value]) => {
      const [, window, rest] = /^(five_hour|seven_day)(_[a-z_]{1,48})?$/.exec(name) ?? [];
      const fields = fieldsOf(value);
      const usedFraction = fractionOf(fields["utilization"] ?? fields["used_percentage"]);
      if (usedFraction === null) return [];
      const short = CLAUDE_WINDOWS.get(window ?? "");
      if (short === undefined) return name === "extra_usage" ? readExtraUsage(fields, usedFraction) : [];
      return makeReading({
        // The headers call the windows of all models and of extra usage otherwise than the page does.
        ...unifiedWindow(rest === "_overage_included" ? `${short}_oi` : `${short}${rest ?? ""}`),
        unit: "percent",
        windowKind: "fixed",
        usedFraction,
        resetsAtMs: resetOf(fields["resets_at"], clock),
        source: "usage",
        raw: rawFields(fields, ["utilization", "used_percentage", "resets_at"]),
      });
    });
}

function readExtraUsage(fields: Fields, usedFraction: number): RateLimitReading {
  const limit = amountOf(fields["monthly_limit"]);
  const used = amountOf(fields["used_credits"]);
  return makeReading({
    family: "unified_overage",
    unit: "credits",
    limit,
    remaining: limit === null || used === null ? null : Math.max(0, limit - used),
    usedFraction,
    source: "usage",
    raw: rawFields(fields, ["monthly_limit", "used_credits", "utilization"]),
  });
}

const RESET_MINUTES: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ["daily", 1_440],
  ["weekly", 10_080],
]);

/** `GET /api/v1/key` of OpenRouter: credits, in US dollars, not a rate. */
function readOpenRouterKey(key: Fields): RateLimitReading[] {
  const limit = amountOf(key["limit"]);
  const remaining = amountOf(key["limit_remaining"]);
  if (limit === null && remaining === null) return [];
  return [
    makeReading({
      family: "key",
      unit: "credits",
      windowMinutes: RESET_MINUTES.get(key["limit_reset"]) ?? null,
      windowKind: key["limit_reset"] == null ? "unknown" : "fixed",
      limit,
      remaining,
      usedFraction: usedFractionOf(limit, remaining),
      source: "usage",
      raw: rawFields(key, ["limit", "limit_remaining", "limit_reset", "usage"]),
    }),
  ];
}

function rawFields(fields: Fields, names: readonly string[]): string {
  return names
    .flatMap((name) => (fields[name] == null ? [] : [`${name}: ${rawValue(fields[name])}`]))
    .join("; ");
}

function withoutNulls(value: unknown): Fields {
  return Object.fromEntries(Object.entries(fieldsOf(value)).filter(([, told]) => told != null));
}
