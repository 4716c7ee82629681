/**
 * The exclusive pieces of a turn's wall clock. They sum to its duration.
 * - client: the coding client's own work between everything else
 * - connect: DNS, TCP, TLS, WebSocket upgrade
 * - queue: request start to the stream opening (headers, or first frame)
 * - firstToken: stream opening to the first token
 * - generation: first token to the end of the response
 * - tool: tools running
 * - approval: waiting for a person to allow a tool
 * - throttle: attempts refused because of a limit or for lack of capacity, and the waiting before the next one
 * - unattributed: inside a round trip, but the client did not report enough to say where
 */
export const PHASES = [
  "client",
  "connect",
  "queue",
  "firstToken",
  "generation",
  "tool",
  "approval",
  "throttle",
  "unattributed",
] as const;

export type Phase = (typeof PHASES)[number];

/** Milliseconds of each phase. */
export type PhaseDurations = Readonly<Record<Phase, number>>;
