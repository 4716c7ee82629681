import type { Chance } from "#simulation/week/chance.ts";
import type { ModelProfile } from "./model-profiles.ts";

/** What one model has been told in a session; it grows with every call. */
export interface Conversation {
  contextTokens: number;
}

/** What a call sends, in tokens: cached ones included, and how many of them the provider still had. */
export interface CallInput {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
}

/** Instructions and the descriptions of tools, which others have sent before. */
const PREAMBLE_TOKENS = 11_000;
const PREAMBLE_CACHED_SHARE = 0.85;
/** How often the cache has lost a conversation: after a pause, or because another machine answers. */
const LOST_AFTER_PAUSE = 0.07;
const LOST_ANYWAY = 0.006;
const AFTER_SUMMARY = 18_000;
/** Providers cache whole blocks of this many tokens. */
const BLOCK_TOKENS = 128;

/** What the next call of a conversation sends when it adds so many tokens; the conversation grows by them. */
export function nextInput(
  conversation: Conversation,
  newTokens: number,
  isAfterPause: boolean,
  { contextTokens: most }: ModelProfile,
  chance: Chance,
): CallInput {
  let known = conversation.contextTokens;
  let isLost = chance.happens(isAfterPause ? LOST_AFTER_PAUSE : LOST_ANYWAY);
  if (known === 0) {
    known = Math.round(chance.around(PREAMBLE_TOKENS, 0.2));
    isLost = !chance.happens(PREAMBLE_CACHED_SHARE);
  } else if (known + newTokens > most) {
    known = AFTER_SUMMARY;
    isLost = true;
  }
  const inputTokens = known + newTokens;
  conversation.contextTokens = inputTokens;
  return {
    inputTokens,
    cachedInputTokens: isLost ? 0 : Math.floor(known / BLOCK_TOKENS) * BLOCK_TOKENS,
  };
}
