import type { Failure } from "./behaviour.ts";
import type { Reply, TimedEvent } from "./reply.ts";

/** What goes wrong after an answer has begun. */
export type Interruption = Exclude<Failure, { kind: "refused" }>;

/** An interruption that the provider tells of in the stream. */
export type ToldInterruption = Extract<Interruption, { kind: "failed" | "incomplete" }>;

/** The protocol's part of an interruption. */
export interface Interrupting {
  /** So many events at the start are always sent. */
  readonly opening: number;
  /** So many events at the end never are. */
  readonly closing: number;
  /** How long it takes until the provider tells. */
  readonly tellingMs?: number;
  /** The events that tell of it instead of the rest, after `sent` events; the last one ends the stream. */
  tell(failure: ToldInterruption, sent: number): readonly TimedEvent["event"][];
}

/** Breaks a whole answer off as told. */
export function interrupt(reply: Reply, failure: Interruption, protocol: Interrupting): Reply {
  const cut = cutAfter(reply.events, failure.afterTokens, protocol);
  const before = reply.events.slice(0, cut);
  if (failure.kind === "stalled" && failure.stallMs !== null) {
    const stallMs = failure.stallMs;
    const after = reply.events.slice(cut).map((timed) => ({ ...timed, atMs: timed.atMs + stallMs }));
    return { ...reply, events: [...before, ...after] };
  }
  const broken = { usage: null, toolCalls: 0, whole: null };
  if (failure.kind === "stalled" || failure.kind === "dropped")
    return { ...broken, events: before, ending: failure.kind };

  const atMs = (before.at(-1)?.atMs ?? reply.events[0]?.atMs ?? 0) + (protocol.tellingMs ?? 0);
  const told = protocol.tell(failure, before.length).map((event, index, all): TimedEvent => {
    return { atMs, event, tokens: 0, visible: false, mark: index === all.length - 1 ? "end" : null };
  });
  return { ...broken, events: [...before, ...told], ending: failure.kind };
}

/** How many events to keep so that so many tokens have been streamed. */
function cutAfter(
  events: readonly TimedEvent[],
  tokens: number,
  { opening, closing }: Pick<Interrupting, "opening" | "closing">,
): number {
  let streamed = 0;
  let kept = opening;
  for (let index = opening; index < events.length - closing && streamed < tokens; index += 1) {
    streamed += events[index]?.tokens ?? 0;
    kept = index + 1;
  }
  return kept;
}
