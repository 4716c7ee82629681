import type { ModelBehaviour } from "./behaviour.ts";
import type { ModelRequest } from "./model-request.ts";

/** One event of a stream, due so many ms after the request was read. */
export interface TimedEvent {
  readonly atMs: number;
  readonly event: Readonly<Record<string, unknown>>;
  /** Streamed tokens it carries. */
  readonly tokens: number;
  /** Whether those tokens are visible text or a tool call rather than reasoning. */
  readonly visible: boolean;
  /** Whether it opens a piece of output, or is the terminal event. */
  readonly mark: "item" | "end" | null;
}

/** How a stream ends after its last event. */
export type ReplyEnding = "complete" | "failed" | "incomplete" | "dropped" | "stalled";

/** Token counts as the provider reports them. */
export interface Usage {
  /** Cached tokens, and those written to a cache, included. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  /** Reasoning included. */
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** A whole answer before anything of it is sent. */
export interface Reply {
  readonly events: readonly TimedEvent[];
  readonly ending: ReplyEnding;
  /** Null when the answer reports none. */
  readonly usage: Usage | null;
  readonly toolCalls: number;
  /** The body when the answer is not streamed. */
  readonly whole: unknown;
}

/** Everything an answer depends on, so that building it is a pure function. */
export interface ReplyInput<Request extends ModelRequest = ModelRequest> {
  readonly request: Request;
  readonly behaviour: ModelBehaviour;
  /** Which answered request of its conversation this is, from 1. */
  readonly ordinal: number;
  readonly responseId: string;
  /** Unix seconds. */
  readonly createdAtSeconds: number;
  readonly random: () => number;
}
