import type { Observation } from "#lib/domain/observation.ts";
import { numberFact, textFact } from "#lib/domain/read-facts.ts";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { SEND_MS, TOLERANCE_MS } from "#lib/domain/wire-tolerances.ts";
import { pairTwins } from "./pair-twins.ts";
import { hasFailed, uniteCalls, type WireCall } from "./wire-calls.ts";
import {
  isSuspended,
  wasRead,
  wireAttempts,
  wireFigures,
  wireOutcome,
  wireTimes,
  wireTransport,
} from "./wire-round-trip.ts";

/** A round trip as its client's own telemetry tells of it. */
export interface ToldRoundTrip {
  readonly roundTrip: RoundTrip;
  /** Ids of the request or the response in it. */
  readonly names: readonly string[];
  /** Spans that describe it. */
  readonly spanIds: readonly string[];
}

/** A round trip with what was measured of it, and what was measured of calls that nobody told of. */
export interface JoinedRoundTrips {
  readonly roundTrips: readonly RoundTrip[];
  readonly untold: readonly WireCall[];
}

/**
 * Makes one round trip of what its client tells and what was measured at the wire. They belong together when the wire
 * was measured inside the client's span, when both name the same request or response, or else when their times mostly
 * overlap and the models agree. A client's span with several calls in it that succeeded is a loop around them, and not
 * counted.
 */
export function joinWire(
  told: readonly ToldRoundTrip[],
  calls: readonly WireCall[],
  observations: readonly Observation[],
): JoinedRoundTrips {
  const inside = insideOf(told, calls, observations);
  const loops = new Set(
    told.filter((one) => (inside.get(one) ?? []).filter((call) => !hasFailed(call)).length > 1),
  );
  const measured = new Map([...inside].filter(([one]) => !loops.has(one)));
  const place = (one: ToldRoundTrip, call: WireCall) =>
    measured.set(one, [...(measured.get(one) ?? []), call]);
  const settled = new Set([...inside.values()].flat());
  const freeCalls = () => calls.filter((call) => !settled.has(call));
  const free = () => told.filter((one) => !loops.has(one) && !measured.has(one));
  const settle = (one: ToldRoundTrip, call: WireCall) => {
    place(one, call);
    settled.add(call);
  };
  for (const call of freeCalls()) {
    const namesake = free().find(({ names }) => namesOf(call).some((name) => names.includes(name)));
    if (namesake) settle(namesake, call);
  }
  const stretches = free().map((one) => ({ ...stretchOf(one.roundTrip), one }));
  const twins = pairTwins<Stretched>(
    stretches,
    freeCalls().map((call) => ({ ...call, call })),
    mayBeOne,
  );
  for (const { key, one } of stretches) {
    const call = twins.get(key)?.call;
    if (call) settle(one, call);
  }
  for (const call of freeCalls().filter(hasFailed)) {
    const owner = told.find((one) => !loops.has(one) && isTryOf(call, one, measured.get(one) ?? []));
    if (owner) settle(owner, call);
  }
  const united = new Map([...measured].map(([one, own]) => [one, uniteCalls(own)]));
  const isTry = (one: ToldRoundTrip) =>
    !united.has(one) && [...united.values()].some((call) => call !== null && wasTryOf(one.roundTrip, call));
  return {
    roundTrips: told
      .filter((one) => !loops.has(one) && !isTry(one))
      .map((one) => {
        const call = united.get(one);
        return call ? measure(one.roundTrip, call) : one.roundTrip;
      }),
    untold: freeCalls().concat([...loops].flatMap((loop) => inside.get(loop) ?? [])),
  };
}

interface Stretched {
  readonly key: string;
  readonly startMs: number | null;
  readonly atMs: number;
  readonly one?: ToldRoundTrip;
  readonly call?: WireCall;
}

const MAX_DEPTH = 64;

/** The calls that were made inside a span of a told round trip, however deep. */
function insideOf(
  told: readonly ToldRoundTrip[],
  calls: readonly WireCall[],
  observations: readonly Observation[],
): Map<ToldRoundTrip, WireCall[]> {
  const ofSpan = new Map(told.flatMap((one) => one.spanIds.map((spanId) => [spanId, one] as const)));
  const parentOf = new Map(
    observations.flatMap((o) => (o.spanId === null ? [] : [[o.spanId, o.parentSpanId]])),
  );
  const inside = new Map<ToldRoundTrip, WireCall[]>();
  for (const call of calls) {
    let spanId = call.attempts[0].parentSpanId;
    for (let depth = 0; spanId !== null && depth < MAX_DEPTH && !ofSpan.has(spanId); depth += 1)
      spanId = parentOf.get(spanId) ?? null;
    const one = spanId === null ? undefined : ofSpan.get(spanId);
    if (one) inside.set(one, [...(inside.get(one) ?? []), call]);
  }
  return inside;
}

function namesOf(call: WireCall): string[] {
  return call.attempts.flatMap((attempt) =>
    ["requestId", "responseId"].flatMap((name) => textFact(attempt, name) ?? []),
  );
}

function stretchOf({ id, startedAtMs, e2eMs }: RoundTrip) {
  return { key: id, startMs: startedAtMs, atMs: startedAtMs + e2eMs };
}

/** Not when both bear names of one kind, since then some name would have been equal. */
function mayBeOne({ one }: Stretched, { call }: Stretched): boolean {
  if (!one || !call) return false;
  const kinds = new Set(namesOf(call).flatMap((name) => kindOfName(name) ?? []));
  const areNamedAlike = one.names.some((name) => kinds.has(kindOfName(name) ?? ""));
  return !areNamedAlike && isSameModel(one.roundTrip, call);
}

/** What an id begins with, such as `req_`: ids of requests and of responses cannot be compared. */
function kindOfName(name: string): string | null {
  return /^[a-z]+[_-]/i.exec(name)?.[0] ?? null;
}

/** One may name the model by its family and the other by its edition. */
function isSameModel({ model }: RoundTrip, { last }: WireCall): boolean {
  const names = [textFact(last, "model"), textFact(last, "servedModel")].filter((name) => name !== null);
  if (model === null || names.length === 0) return true;
  return names.some((name) => name.startsWith(model) || model.startsWith(name));
}

/** Whether a call that failed is one of the tries of which the client tells more than were measured. */
function isTryOf(call: WireCall, { roundTrip }: ToldRoundTrip, own: readonly WireCall[]): boolean {
  const { startMs, atMs } = stretchOf(roundTrip);
  const seen = own.reduce((sum, { attempts }) => sum + attempts.length, 0);
  return (
    roundTrip.attempts.length > seen &&
    call.startMs >= startMs - TOLERANCE_MS &&
    call.atMs <= atMs + TOLERANCE_MS &&
    isSameModel(roundTrip, call)
  );
}

/** Whether what a client tells as a round trip of its own was an earlier try of a call. */
function wasTryOf(roundTrip: RoundTrip, call: WireCall): boolean {
  const { startMs, atMs } = stretchOf(roundTrip);
  const lastStartMs = call.last.startMs ?? call.last.atMs;
  return (
    roundTrip.outcome !== "complete" &&
    roundTrip.outcome !== "cancelled" &&
    call.attempts.length > 1 &&
    startMs >= call.startMs - 2 * TOLERANCE_MS - SEND_MS &&
    atMs <= lastStartMs + TOLERANCE_MS &&
    isSameModel(roundTrip, call)
  );
}

/** What succeeded in the end passed elsewhere: the wire saw no more than tries before it. */
function withTries(roundTrip: RoundTrip, call: WireCall): RoundTrip {
  const decisive = roundTrip.attempts.at(-1);
  if (decisive === undefined || roundTrip.attempts.length > call.attempts.length) return roundTrip;
  const startedAtMs = Math.max(decisive.startedAtMs, call.atMs);
  return { ...roundTrip, attempts: [...wireAttempts(call), { ...decisive, startedAtMs }] };
}

/** The wire's times and tries where it saw them all, and of everything else what either of the two knows. */
function measure(roundTrip: RoundTrip, call: WireCall): RoundTrip {
  const { last } = call;
  if (hasFailed(call) && roundTrip.outcome === "complete") return withTries(roundTrip, call);
  const tokens = {
    outputTokens: numberFact(last, "outputTokens") ?? roundTrip.outputTokens,
    reasoningTokens: numberFact(last, "reasoningTokens") ?? roundTrip.reasoningTokens,
  };
  const missedTries = roundTrip.attempts.length > call.attempts.length;
  const startedAtMs = missedTries ? Math.min(roundTrip.startedAtMs, call.startMs) : call.startMs;
  const times = wireTimes(call, startedAtMs, tokens);
  // A stream that could not be read at the wire still passed it: then the client's own figures are all there is.
  const isTimed = !isSuspended(call) && (wasRead(call) || roundTrip.ttftMs === null);
  return {
    ...roundTrip,
    ...tokens,
    ...(isTimed ? { ...times, basis: "wire" as const } : {}),
    ...(isTimed && !missedTries ? { attempts: wireAttempts(call), ...wireOutcome(last) } : {}),
    ...wireFigures(call),
    provider: roundTrip.provider ?? textFact(last, "provider"),
    model: roundTrip.model ?? textFact(last, "model") ?? textFact(last, "servedModel"),
    serviceTier: textFact(last, "servedTier") ?? roundTrip.serviceTier ?? textFact(last, "requestedTier"),
    reasoningEffort: roundTrip.reasoningEffort ?? textFact(last, "reasoningEffort"),
    transport: wireTransport(last) ?? roundTrip.transport,
    connectionReused:
      typeof last.facts["connectionReused"] === "boolean"
        ? last.facts["connectionReused"]
        : roundTrip.connectionReused,
    inputTokens: numberFact(last, "inputTokens") ?? roundTrip.inputTokens,
    cachedInputTokens: numberFact(last, "cachedInputTokens") ?? roundTrip.cachedInputTokens,
    statusCode: numberFact(last, "statusCode") ?? roundTrip.statusCode,
  };
}
