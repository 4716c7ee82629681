import type { Observation } from "#lib/domain/observation.ts";
import { booleanFact, numberFact, textFact } from "#lib/domain/read-facts.ts";
import type { Transport } from "#lib/domain/round-trip.ts";

/** One try, as far as it can be told before its stream is looked at. */
export interface RequestAttempt {
  /** Names it in every signal: the key of its request event, else of its span. */
  readonly key: string;
  /** Unix ms of the request start. */
  readonly startMs: number;
  /** Unix ms at which headers arrived or the frame was sent; null when only a span that says neither is known. */
  readonly sentMs: number | null;
  readonly transport: Transport | null;
  readonly statusCode: number | null;
  readonly errorType: string | null;
  readonly connectionReused: boolean | null;
  /** Null when only the events are known, which do not say. */
  readonly warmUp: boolean | null;
  readonly model: string | null;
}

/** Event times are whole milliseconds, span times are exact: an event may seem to lie this much outside its span. */
const TOLERANCE_MS = 2;

/**
 * The tries of a segment in time order. A request event is the anchor, because logs and traces both have it; the
 * spans around it make its start exact and say whether it was a warm-up. A span without an event counts too.
 */
export function requestAttempts(observations: readonly Observation[]): RequestAttempt[] {
  const events = withoutTwins(observations.filter(({ kind }) => kind === "request"));
  const spans = observations.filter(({ kind }) => kind === "requestSpan");
  const wire = spans.filter((span) => textFact(span, "layer") === "wire");
  const fromEvents = events.map((event) => fromEvent(event, events, wire, spans));
  const silent = wire.filter((span) => !events.some((event) => contains(span, event)));
  return [...fromEvents, ...silent.map((span) => fromSpan(span, spans))].toSorted(
    (a, b) => a.startMs - b.startMs || (a.key < b.key ? -1 : 1),
  );
}

/** A log and a span that tell of one event may be a clock tick apart; no session sends two requests so close. */
function withoutTwins(events: readonly Observation[]): Observation[] {
  return events.filter((event, index) => {
    const before = events.slice(0, index).findLast((other) => saysTheSame(other, event));
    return before === undefined || event.atMs - before.atMs > TOLERANCE_MS;
  });
}

function saysTheSame(a: Observation, b: Observation): boolean {
  return ["transport", "attempt", "statusCode", "errorType"].every((name) => a.facts[name] === b.facts[name]);
}

function fromEvent(
  event: Observation,
  events: readonly Observation[],
  wire: readonly Observation[],
  spans: readonly Observation[],
): RequestAttempt {
  const span = wire.find((candidate) => contains(candidate, event));
  const isFirst = span !== undefined && events.find((other) => contains(span, other))?.key === event.key;
  return {
    key: event.key,
    startMs: (isFirst ? span.startMs : null) ?? event.startMs ?? event.atMs,
    sentMs: event.atMs,
    transport: textFact(event, "transport") as Transport | null,
    statusCode: numberFact(event, "statusCode"),
    errorType: textFact(event, "errorType"),
    connectionReused: booleanFact(event, "connectionReused"),
    warmUp: span ? warmUpOf(span, spans) : null,
    model: textFact(event, "model"),
  };
}

function fromSpan(span: Observation, spans: readonly Observation[]): RequestAttempt {
  return {
    key: span.key,
    startMs: span.startMs ?? span.atMs,
    sentMs: null,
    transport: textFact(span, "transport") as Transport | null,
    statusCode: null,
    errorType: null,
    connectionReused: null,
    warmUp: warmUpOf(span, spans),
    model: parentOf(span, spans).map((parent) => textFact(parent, "model"))[0] ?? null,
  };
}

function warmUpOf(span: Observation, spans: readonly Observation[]): boolean | null {
  return parentOf(span, spans).map((parent) => booleanFact(parent, "warmUp"))[0] ?? null;
}

/** The client-side span around a wire span: its parent, or the one that encloses its start. */
function parentOf(span: Observation, spans: readonly Observation[]): Observation[] {
  const clientSide = spans.filter(
    (candidate) => textFact(candidate, "layer") === "client" && candidate.traceId === span.traceId,
  );
  const parent = clientSide.find((candidate) => candidate.spanId === span.parentSpanId);
  return parent ? [parent] : clientSide.filter((candidate) => encloses(candidate, span.startMs ?? span.atMs));
}

function contains(span: Observation, event: Observation): boolean {
  return encloses(span, event.atMs) && (event.traceId === null || event.traceId === span.traceId);
}

function encloses(span: Observation, atMs: number): boolean {
  return (span.startMs ?? span.atMs) - TOLERANCE_MS <= atMs && atMs <= span.atMs + TOLERANCE_MS;
}
