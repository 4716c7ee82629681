import type { Observation } from "#lib/domain/observation.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";
import type { ModelCall } from "./model-calls.ts";

/** Logs are stamped in whole milliseconds, a little late. */
const TOLERANCE_MS = 5;

/** So many failed calls may wait for their retry at once; more only come from something broken. */
const OPEN_MAX = 32;

/**
 * Some clients report each try as a call of its own. A call that failed and the next one of the same prompt and model
 * are one call when the client said between them that it tries again, or counts the second as a further attempt, or
 * never goes on with a prompt in another way (`retriesOnly`). Returns the calls by start.
 */
export function joinRetries(calls: readonly ModelCall[], retries: readonly Observation[]): ModelCall[] {
  const sorted = calls.toSorted((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1));
  const joined: ModelCall[] = [];
  let failed: readonly number[] = [];
  for (const call of sorted) {
    const place = failed.findLast((index) => {
      const earlier = joined[index];
      return earlier !== undefined && isRetryOf(call, earlier, retries);
    });
    const earlier = place === undefined ? undefined : joined[place];
    const whole = earlier ? join(earlier, call) : call;
    const index = place ?? joined.length;
    joined[index] = whole;
    const others = failed.filter((other) => other !== index);
    failed = failureOf(whole) === null ? others : [...others, index].slice(-OPEN_MAX);
  }
  return joined;
}

function isRetryOf(call: ModelCall, earlier: ModelCall, retries: readonly Observation[]): boolean {
  const failure = failureOf(earlier);
  const isNext = call.reportedFromMs >= earlier.endMs - TOLERANCE_MS;
  if (
    !isNext ||
    failure === "cancelled" ||
    !same(call, earlier, "promptId") ||
    !same(call, earlier, "requestedModel")
  )
    return false;
  if (booleanFact(earlier, "retriesOnly") && textFact(call, "promptId") !== null) {
    return textFact(call, "promptId") === textFact(earlier, "promptId");
  }
  const attempt = numberFact(call, "attempt");
  if (attempt !== null && attempt === (numberFact(earlier, "attempt") ?? 1) + 1) return true;
  return retries.some(
    (retry) =>
      same(retry, earlier, "promptId") &&
      same(retry, earlier, "requestedModel") &&
      retry.atMs >= earlier.endMs - TOLERANCE_MS &&
      retry.atMs <= call.reportedFromMs + TOLERANCE_MS,
  );
}

function same(a: Pick<ModelCall, "facts">, b: Pick<ModelCall, "facts">, name: string): boolean {
  const [valueA, valueB] = [textFact(a, name), textFact(b, name)];
  return valueA === null || valueB === null || valueA === valueB;
}

/** What went wrong with a call, "other" when its client only says that something did; null when nothing did. */
export function failureOf(call: Pick<ModelCall, "facts">): string | null {
  return textFact(call, "errorType") ?? (booleanFact(call, "failed") ? "other" : null);
}

function join(earlier: ModelCall, call: ModelCall): ModelCall {
  const statusCode = numberFact(earlier, "statusCode");
  const failure: Observation = {
    key: earlier.key,
    scope: null,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    kind: "attempt",
    source: earlier.fromSpan ? "span" : "log",
    atMs: earlier.endMs,
    startMs: earlier.reportedFromMs,
    facts: {
      errorType: failureOf(earlier) ?? "other",
      ...(statusCode === null ? {} : { statusCode }),
    },
    instants: null,
  };
  return {
    ...call,
    key: earlier.key,
    startMs: earlier.startMs,
    spanIds: [...earlier.spanIds, ...call.spanIds],
    names: [...earlier.names, ...call.names],
    failedAttempts: [...earlier.failedAttempts, failure, ...call.failedAttempts],
  };
}
