import type { TimedEvent } from "#simulation/reply.ts";

/** Collects the events of one stream, numbers them and keeps their times in order. */
export interface EventWriter {
  write(type: string, atMs: number, fields: Readonly<Record<string, unknown>>, carries?: Carried): void;
  readonly events: TimedEvent[];
}

interface Carried {
  readonly tokens: number;
  readonly visible: boolean;
}

/** Starts an empty stream; sequence numbers begin at 0, and no event is due before the one written earlier. */
export function eventWriter(): EventWriter {
  const events: TimedEvent[] = [];
  return {
    events,
    write(type, atMs, fields, carries) {
      events.push({
        atMs: Math.max(atMs, events.at(-1)?.atMs ?? 0),
        event: { type, sequence_number: events.length, ...fields },
        tokens: carries?.tokens ?? 0,
        visible: carries?.visible ?? false,
        mark: type === "response.output_item.added" ? "item" : type === "response.completed" ? "end" : null,
      });
    },
  };
}
