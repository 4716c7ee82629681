import type { ModelBehaviour } from "./behaviour.ts";
import type { TokenClock } from "./token-clock.ts";
import { simulatedText } from "./token-pieces.ts";

/** Tokens that leave together. */
export interface Chunk {
  readonly atMs: number;
  readonly delta: string;
  readonly tokens: number;
}

/** Cuts pieces of one token each into chunks, each due when its last token is generated. */
export function chunksOf(
  pieces: readonly string[],
  { clock, tokensPerChunk }: { readonly clock: TokenClock; readonly tokensPerChunk: number },
): readonly Chunk[] {
  const chunks: Chunk[] = [];
  const size = Math.max(1, tokensPerChunk);
  for (let start = 0; start < pieces.length; start += size) {
    const piece = pieces.slice(start, start + size);
    chunks.push({ atMs: clock.chunk(piece.length), delta: piece.join(""), tokens: piece.length });
  }
  return chunks;
}

/**
 * The chunks of a summary of a quarter of the reasoning, one token each. The summary is streamed while the rest is
 * thought, so each of its tokens stands for some four generated ones.
 */
export function summaryChunks(reasoningTokens: number, clock: TokenClock): readonly Chunk[] {
  const pieces = simulatedText(Math.max(1, Math.round(reasoningTokens / 4)));
  const thoughtBy = (index: number) => Math.floor((index * reasoningTokens) / pieces.length);
  return pieces.map((delta, index) => {
    const atMs = clock.now();
    clock.skip(thoughtBy(index + 1) - thoughtBy(index));
    return { atMs, delta, tokens: 1 };
  });
}

/** The chunks of reasoning that are streamed: none when it is hidden, though its time passes. */
export function reasoningChunks(
  { reasoning, reasoningTokens, tokensPerChunk }: ModelBehaviour,
  clock: TokenClock,
): readonly Chunk[] {
  if (reasoning === "raw") return chunksOf(simulatedText(reasoningTokens), { clock, tokensPerChunk });
  if (reasoning === "summary") return summaryChunks(reasoningTokens, clock);
  clock.skip(reasoningTokens);
  return [];
}
