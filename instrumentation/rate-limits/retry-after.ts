import { fieldsOf } from "../reading/json-fields.ts";
import { amountOf } from "./make-reading.ts";
import { numberReset, parseDate, parseDuration, type ResetClock } from "./parse-reset.ts";

/** A longer wait is a mistake. */
const WAIT_MAX_MS = 400 * 86_400_000;

/** The advertised wait in ms: the headers' word comes before the body's fields, and those before its prose. */
export function retryAfterMs(
  headers: ReadonlyMap<string, string>,
  error: Readonly<Record<string, unknown>>,
  retryDelay: unknown,
  clock: ResetClock,
): number | null {
  const wait =
    amountOf(headers.get("retry-after-ms")) ??
    headerWait(headers.get("retry-after"), clock) ??
    (typeof retryDelay === "string" ? parseDuration(retryDelay.trim()) : null) ??
    bodyWait(error, clock) ??
    proseWait(error["message"]);
  return wait === null || wait > WAIT_MAX_MS ? null : Math.round(wait);
}

function headerWait(value: string | undefined, { observedUnixMs, skewMs }: ResetClock): number | null {
  const text = value?.trim() ?? "";
  const seconds = amountOf(text);
  if (seconds !== null) return seconds * 1000;
  const date = text.length > 64 ? null : parseDate(text);
  return date === null ? null : Math.max(0, date - skewMs - observedUnixMs);
}

function bodyWait(error: Readonly<Record<string, unknown>>, clock: ResetClock): number | null {
  const seconds =
    amountOf(error["resets_in_seconds"]) ??
    amountOf(error["retry_after"]) ??
    amountOf(fieldsOf(error["metadata"])["retry_after_seconds"]);
  if (seconds !== null) return seconds * 1000;
  const resetsAt = amountOf(error["resets_at"]);
  const resetsAtMs = resetsAt === null || resetsAt < 1e9 ? null : numberReset(resetsAt, clock);
  return resetsAtMs === null ? null : Math.max(0, resetsAtMs - clock.observedUnixMs);
}

/** "Please try again in 1m2.5s", "Please retry in 34.07s", "retry after 30 seconds". */
function proseWait(message: unknown): number | null {
  if (typeof message !== "string") return null;
  const [, duration, seconds] =
    /\b(?:try again|retry) (?:in|after) (?:((?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)|(\d{1,9}) seconds?)\b/i.exec(
      message.slice(0, 2_000),
    ) ?? [];
  if (duration !== undefined) return parseDuration(duration.toLowerCase());
  return seconds === undefined ? null : Number(seconds) * 1000;
}
