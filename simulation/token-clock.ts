import type { ModelBehaviour } from "./behaviour.ts";

/** Tells when tokens are due, so that the decode rate between first and last chunk is exactly the rate asked for. */
export interface TokenClock {
  /** Generates tokens that nobody sees. */
  skip(tokens: number): void;
  /** Generates a chunk and returns its due time, in ms after the request was read. */
  chunk(tokens: number): number;
  /** When the last generated token is due, in ms after the request was read. */
  now(): number;
}

/** Starts at no tokens generated. `random` gives the jitter. */
export function tokenClock(behaviour: ModelBehaviour, random: () => number): TokenClock {
  const msPerToken = 1000 / behaviour.tokensPerSecond;
  const firstChunk = Math.max(1, behaviour.tokensPerChunk);
  let generated = 0;
  let latestMs = behaviour.timeToFirstTokenMs;
  const advance = (tokens: number, jitterMs: number): number => {
    generated += tokens;
    const dueMs = behaviour.timeToFirstTokenMs + Math.max(0, generated - firstChunk) * msPerToken + jitterMs;
    latestMs = Math.max(latestMs, dueMs);
    return latestMs;
  };
  return {
    skip: (tokens) => void advance(tokens, 0),
    chunk: (tokens) =>
      advance(tokens, generated === 0 ? 0 : random() * behaviour.jitter * firstChunk * msPerToken),
    now: () => latestMs,
  };
}
