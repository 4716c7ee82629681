import type { ReplyScript } from "#simulation/session.ts";

/** Which program of ours makes the calls. */
export const CALLERS = [
  "fetch",
  "openai-responses",
  "openai-chat",
  "anthropic",
  "google",
  "ws",
  "websocket",
] as const;

export type Caller = (typeof CALLERS)[number];

/** Calls of one kind, made one after the other; the model's name is the case's, so that its round trips are found. */
export interface Case {
  readonly model: string;
  readonly caller: Caller;
  readonly count: number;
  readonly behaviour: ReplyScript;
}

const RATES = [65, 1000, 4000] as const;
const TOKENS_PER_CHUNK = [1, 5, 20] as const;

/** Enough tokens for a third of a second of decoding, and whole chunks, so that the true rate is the one asked for. */
function outputTokens(tokensPerSecond: number, tokensPerChunk: number): number {
  return Math.max(60, Math.round(tokensPerSecond / 3 / tokensPerChunk) * tokensPerChunk);
}

const OVER_SOCKETS: ReadonlySet<Caller> = new Set(["ws", "websocket"]);

interface Shape {
  readonly rate: (typeof RATES)[number];
  readonly chunk: (typeof TOKENS_PER_CHUNK)[number];
  readonly contentCoding?: "gzip";
}

const SHAPES: readonly Shape[] = RATES.flatMap((rate) => TOKENS_PER_CHUNK.map((chunk) => ({ rate, chunk })));
const CODED: readonly Shape[] = RATES.map((rate) => ({ rate, chunk: 5, contentCoding: "gzip" }));

/**
 * These callers at every rate and chunk size, over HTTP also with answers that are compressed; `name` begins the models'
 * names.
 */
export function truthCases(count: number, name: string, callers: readonly Caller[]): readonly Case[] {
  return callers.flatMap((caller) =>
    (OVER_SOCKETS.has(caller) ? SHAPES : [...SHAPES, ...CODED]).map(
      ({ rate, chunk, contentCoding }): Case => ({
        model: [name, caller, rate, chunk, ...(contentCoding === undefined ? [] : [contentCoding])].join("-"),
        caller,
        // A slow answer takes a second; fewer of them say as much.
        count: rate === 65 ? Math.ceil(count / 3) : count,
        behaviour: {
          timeToHeadersMs: 5,
          timeToFirstTokenMs: 60,
          tokensPerSecond: rate,
          tokensPerChunk: chunk,
          outputTokens: outputTokens(rate, chunk),
          inputTokens: 1200,
          cachedInputTokens: 800,
          contentCoding: contentCoding ?? null,
        },
      }),
    ),
  );
}
