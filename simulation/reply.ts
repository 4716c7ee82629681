import type { ModelBehaviour } from "./behaviour.ts";
import type { ResponsesRequest } from "./responses-request.ts";

/** One event of a stream, due so many ms after the request was read. */
export interface TimedEvent {
  readonly atMs: number;
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Streamed tokens it carries. */
  readonly tokens: number;
  /** Whether those tokens are visible text or a tool call rather than reasoning. */
  readonly visible: boolean;
}

/** How a stream ends after its last event. */
export type ReplyEnding = "complete" | "failed" | "incomplete" | "dropped" | "stalled";

/** Token counts as the provider reports them. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
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
}

/** Everything an answer depends on, so that building it is a pure function. */
export interface ReplyInput {
  readonly request: ResponsesRequest;
  readonly behaviour: ModelBehaviour;
  /** Which answered request of its conversation this is, from 1. */
  readonly ordinal: number;
  readonly responseId: string;
  /** Unix seconds. */
  readonly createdAtSeconds: number;
  readonly random: () => number;
}

/** The name under which the provider serves a requested tier. */
export function servedTier(request: ResponsesRequest, behaviour: ModelBehaviour): string {
  if (behaviour.serviceTier !== null) return behaviour.serviceTier;
  if (request.serviceTier === "fast") return "priority";
  return request.serviceTier === null || request.serviceTier === "auto" ? "default" : request.serviceTier;
}
