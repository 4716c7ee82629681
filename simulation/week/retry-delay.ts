/** An SDK tries so often again at most. */
const RETRIES_MAX = 2;
/** A longer advertised wait than this is not waited for. */
const ADVERTISED_MAX_MS = 60_000;
const BACK_OFF_MS = 500;
const BACK_OFF_MAX_MS = 8_000;

/**
 * How long, in ms, OpenAI's SDK for JavaScript waits before it tries again (`shouldRetry` and `retryRequest` of
 * `openai` 7.5, `src/client.ts`); null when it gives up. A subscription's window that is spent comes back by itself
 * and is never worth a try: there Codex gives up.
 */
export function retryDelayMs(
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly errorType: string | null;
  },
  resendCount: number,
  random: () => number,
): number | null {
  const { status, headers, errorType } = answer;
  if (resendCount >= RETRIES_MAX || errorType === "usage_limit_reached") return null;
  const told = headers["x-should-retry"];
  const isRetryable =
    told === undefined ? [408, 409, 429].includes(status) || status >= 500 : told === "true";
  if (!isRetryable) return null;
  const advertised = advertisedMs(headers);
  if (advertised !== null && advertised > 0 && advertised <= ADVERTISED_MAX_MS) return advertised;
  return Math.min(BACK_OFF_MS * 2 ** resendCount, BACK_OFF_MAX_MS) * (1 - 0.25 * random());
}

function advertisedMs(headers: Readonly<Record<string, string>>): number | null {
  const [ms, seconds] = [headers["retry-after-ms"], headers["retry-after"]];
  if (ms !== undefined) return Number(ms);
  return seconds === undefined ? null : Number(seconds) * 1000;
}
