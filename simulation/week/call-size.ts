import type { CallUsage } from "#simulation/limits/call-usage.ts";
import type { Chance } from "./chance.ts";

/** A conversation that grows with every call. */
export interface Conversation {
  readonly sessionId: string;
  /** The tokens that the next call finds in the cache unless it was lost. */
  contextTokens: number;
}

/** The context is summed up when it would grow beyond this. */
const CONTEXT_MAX = 180_000;
const CONTEXT_AFTER_SUMMARY = 20_000;
/** How often the cache has lost a conversation: after a pause, or because another machine answers. */
const LOST_AFTER_PAUSE = 0.25;
const LOST_ANYWAY = 0.01;

/** What the next call of a conversation uses; the conversation grows by it. */
export function nextCallSize(conversation: Conversation, isFirstOfTurn: boolean, chance: Chance): CallUsage {
  const isNew = conversation.contextTokens === 0;
  const added = Math.round(
    isNew ? chance.around(14_000, 0.3) : chance.around(isFirstOfTurn ? 900 : 2_200, 0.8),
  );
  if (conversation.contextTokens + added > CONTEXT_MAX) conversation.contextTokens = CONTEXT_AFTER_SUMMARY;
  const isLost = chance.happens(isFirstOfTurn ? LOST_AFTER_PAUSE : LOST_ANYWAY);
  const cachedInputTokens = isLost ? 0 : conversation.contextTokens;
  const inputTokens = conversation.contextTokens + added;
  const outputTokens = Math.max(5, Math.round(chance.around(450, 0.9)));
  conversation.contextTokens = inputTokens + outputTokens;
  return { inputTokens, cachedInputTokens, outputTokens };
}
