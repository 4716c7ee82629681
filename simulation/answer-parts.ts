import type { ScriptedToolCall } from "./behaviour.ts";
import type { ReplyInput, Usage } from "./reply.ts";
import { argumentPieces } from "./token-pieces.ts";

/** What an answer consists of: reasoning, then either tool calls or text. */
export interface AnswerParts {
  readonly reasoningTokens: number;
  readonly calls: readonly ScriptedToolCall[];
  /** 0 beside tool calls. */
  readonly textTokens: number;
  readonly outputTokens: number;
  /** Null when the answer keeps it to itself. */
  readonly usage: Usage | null;
}

/** Decides what a model that behaves so answers at this place of its conversation. */
export function answerParts({ behaviour, ordinal, request }: ReplyInput): AnswerParts {
  const { reasoningTokens, inputTokens, cachedInputTokens } = behaviour;
  const calls = behaviour.toolCalls.filter(
    ({ onRequest, name }) => onRequest === ordinal && (request.offeredTools?.has(name) ?? true),
  );
  const textTokens = calls.length > 0 ? 0 : Math.max(0, behaviour.outputTokens - reasoningTokens);
  const callTokens = calls.reduce((sum, call) => sum + argumentPieces(call.arguments).length, 0);
  const outputTokens = reasoningTokens + callTokens + textTokens;
  const usage = behaviour.omitUsage
    ? null
    : { inputTokens, cachedInputTokens, outputTokens, reasoningTokens };
  return { reasoningTokens, calls, textTokens, outputTokens, usage };
}
