import type { TokenKind } from "./response-facts.ts";

/** An event of a stream of which all that counts is one piece of text, in the one string that is not empty under `key`. */
export interface TextPiece {
  readonly key: string;
  readonly kind: TokenKind;
  /** Whether it also tells what counts when no later event tells it, such as the tokens used until then. */
  readonly tells: boolean;
}

/** The inside of a string of JSON that stands in one line. */
export const JSON_TEXT = '[^"\\\\\\n]*(?:\\\\[^\\n][^"\\\\\\n]*)*';

const written = new Map<string, RegExp>();

/**
 * The length of the first text under a key that is not empty, as it is written, escapes included: near enough for a share,
 * and the same whoever measures it.
 */
export function lengthAsWritten(data: string, key: string): number {
  let pattern = written.get(key);
  if (pattern === undefined) {
    pattern = new RegExp(`"${key}"\\s*:\\s*"(?!")(${JSON_TEXT})"`);
    written.set(key, pattern);
  }
  return pattern.exec(data)?.[1]?.length ?? 0;
}
