import type { Observation } from "#lib/domain/observation.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";

/** One model call as it was measured at the wire: its tries in time order, the last of which decided. */
export interface WireCall {
  readonly key: string;
  /** Unix ms. */
  readonly startMs: number;
  /** Unix ms of its end; named as in an observation, so that calls can be paired by time. */
  readonly atMs: number;
  readonly attempts: readonly [Observation, ...Observation[]];
  /** The try that decided. */
  readonly last: Observation;
}

/** The calls among a segment's exchanges, and those requests that only warmed up, each by start. */
export function wireCalls(observations: readonly Observation[]): {
  readonly calls: readonly WireCall[];
  readonly warmUps: readonly WireCall[];
} {
  const exchanges = once(observations.filter(({ kind }) => kind === "exchange"));
  const isWarmUp = (exchange: Observation) => booleanFact(exchange, "warmUp") === true;
  const tries = Map.groupBy(
    exchanges.filter((exchange) => !isWarmUp(exchange)),
    (exchange) => textFact(exchange, "wireCallId") ?? exchange.key,
  );
  return {
    calls: joinFallbacks([...tries.values()].flatMap((attempts) => wireCall(attempts))),
    warmUps: exchanges.filter(isWarmUp).flatMap((exchange) => wireCall([exchange])),
  };
}

/** Some calls as one. */
export function uniteCalls(calls: readonly WireCall[]): WireCall | null {
  return wireCall(calls.flatMap(({ attempts }) => attempts))[0] ?? null;
}

/** Unix ms of the end of an exchange, wherever its observation is placed. */
export function endOfExchange(exchange: Observation): number {
  return startOf(exchange) + (numberFact(exchange, "durationMs") ?? 0);
}

/** Unix ms. */
export function startOf({ startMs, atMs }: Observation): number {
  return startMs ?? atMs;
}

/** Whether it was refused or broke, so that the client may have tried again. */
export function hasFailed({ last }: Pick<WireCall, "last">): boolean {
  const outcome = textFact(last, "outcome");
  return outcome === "failed" || outcome === "rateLimited";
}

function wireCall(attempts: readonly Observation[]): WireCall[] {
  const [first, ...others] = attempts.toSorted(byStart);
  if (first === undefined) return [];
  const last = others.at(-1) ?? first;
  return [
    {
      key: [first, ...others].map(({ key }) => key).toSorted()[0] ?? first.key,
      startMs: startOf(first),
      atMs: endOfExchange(last),
      attempts: [first, ...others],
      last,
    },
  ];
}

/**
 * A program that is instrumented inside and goes through a tap is measured twice: the same answer is one exchange, and
 * the one that began earlier is nearer to the program.
 */
function once(exchanges: readonly Observation[]): Observation[] {
  const known = new Set<string>();
  return exchanges.toSorted(byStart).filter((exchange) => {
    const responseId = textFact(exchange, "responseId");
    if (responseId === null) return true;
    const isNew = !known.has(responseId);
    known.add(responseId);
    return isNew;
  });
}

/** A WebSocket that was given up for HTTP: its last failed call, if it was of that model, is the first try of the next. */
function joinFallbacks(calls: readonly WireCall[]): WireCall[] {
  const joined: WireCall[] = [];
  for (const call of calls.toSorted((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1))) {
    const place =
      booleanFact(call.attempts[0], "fallbackFromWebSocket") === true
        ? joined.findLastIndex((earlier) => wasGivenUp(earlier, call))
        : -1;
    const earlier = joined[place];
    if (earlier === undefined) joined.push(call);
    else joined.splice(place, 1, uniteCalls([earlier, call]) ?? call);
  }
  return joined.toSorted((a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1));
}

function wasGivenUp(earlier: WireCall, call: WireCall): boolean {
  return (
    textFact(earlier.last, "transport") === "websocket" &&
    hasFailed(earlier) &&
    earlier.atMs <= call.startMs &&
    call.startMs - earlier.atMs < FALLBACK_WITHIN_MS &&
    textFact(earlier.last, "model") === textFact(call.last, "model")
  );
}

/** Who asks by HTTP later than this after a WebSocket broke asks anew. */
const FALLBACK_WITHIN_MS = 5 * 60_000;

function byStart(a: Observation, b: Observation): number {
  return startOf(a) - startOf(b) || (a.key < b.key ? -1 : 1);
}
