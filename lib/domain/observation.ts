/**
 * An observation is one content-free thing that a client reported: "a request was sent", "a token arrived". It is
 * the only thing ingest writes. Turns and round trips are assembled from the set of observations, so an
 * observation must mean the same whatever order, batch or repetition it arrives in.
 */

export const OBSERVATION_KINDS = [
  /** A session began; carries what holds for all of it (provider, effort). */
  "sessionStart",
  /** The developer's prompt arrived: a turn begins. Cuts a session into segments. */
  "prompt",
  /** A whole turn, from its start to its end. */
  "turn",
  /** A connection was set up. */
  "connect",
  /** One attempt was sent; ends at the response headers (HTTP) or when the frame was sent (WebSocket). */
  "request",
  /** The client's span around the request calls of one attempt: a more precise start, and whether it warmed up. */
  "requestSpan",
  /** The client's span around reading one response stream. */
  "stream",
  /** The client's span around one attempt's sampling; only ties spans to their session. */
  "sampling",
  /** An output item was announced or finished in the stream. */
  "item",
  /** The client saw the first token of a turn: the only such instant where it does not report its stream. */
  "firstToken",
  /** Stream events of one class within one 100 ms slot; their exact milliseconds are in `instants`. */
  "chunks",
  /** A response ended: usage, or the error that ended it. */
  "completion",
  /** The client waits before it tries again. */
  "retry",
  /** A tool ran. */
  "toolCall",
  /** Somebody or something decided whether a tool may run. */
  "approval",
  /** One model call described whole by one record. */
  "modelCall",
  /** One try of a model call failed; the call went on. */
  "attempt",
  /** One attempt at a model call as it was measured at the wire. Its length is in the facts (`durationMs`). */
  "exchange",
  /**
   * Ties what was measured at the wire to a session: by the id of a response, which stands for its trace (`responseTrace`), or
   * by what the call was like (`likenessTrace`).
   */
  "response",
  /** Nothing more was heard of a session for so long that nothing in it can still be going on. */
  "idle",
] as const;

export type ObservationKind = (typeof OBSERVATION_KINDS)[number];

/**
 * Who measured: the client's log record (or its twin inside a span), the client's span, our instrumentation or tap at
 * the wire, or the collector itself.
 */
export const OBSERVATION_SOURCES = ["log", "span", "wire", "collector"] as const;

export type ObservationSource = (typeof OBSERVATION_SOURCES)[number];

/** Scalars on the allow-list of a dialect. Never content. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface Observation {
  /** Natural key: equal for the same thing reported twice, by whichever signal. */
  readonly key: string;
  /** The unit of assembly, such as one session; null when only the trace tells where it belongs. */
  readonly scope: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
  readonly parentSpanId: string | null;
  readonly kind: ObservationKind;
  readonly source: ObservationSource;
  /** Unix ms at which it was complete: a log's time, a span's end, a slot's first instant. Places it in a turn. */
  readonly atMs: number;
  /** Unix ms at which it began; null for a point in time. */
  readonly startMs: number | null;
  readonly facts: Facts;
  /** Kind `chunks` only: offsets in ms, sorted and distinct, from the start of the 100 ms slot. */
  readonly instants: readonly number[] | null;
}

/** Width of the slot that holds the instants of a `chunks` observation, in ms. */
export const CHUNK_SLOT_MS = 100;
