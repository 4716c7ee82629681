import { PatternError } from "./pattern-node.ts";

type Accepts = (character: string) => boolean;

const SETS: Readonly<Record<string, RegExp>> = {
  d: /^\d$/,
  D: /^\D$/,
  w: /^\w$/,
  W: /^\W$/,
  s: /^\s$/,
  S: /^\S$/,
};

/** What follows a backslash. Throws PatternError where it would be a letter or digit that means nothing here. */
export function acceptEscaped(character: string | undefined): Accepts {
  if (character === undefined) throw new PatternError("A backslash at the end escapes nothing");
  const set = SETS[character];
  if (set) return (one) => set.test(one);
  if (/[a-z0-9]/i.test(character))
    throw new PatternError(`"\\${character}" is not supported; use \\d, \\w or \\s`);
  return acceptLiteral(character);
}

/** The character itself, in either case. */
export function acceptLiteral(character: string): Accepts {
  const folded = character.toLowerCase();
  return (one) => one.toLowerCase() === folded;
}

/** Reads a class from after its opening bracket to its closing one; `next` is the place behind that. Throws PatternError. */
export function parseCharacterClass(
  characters: readonly string[],
  from: number,
): { readonly accepts: Accepts; readonly next: number } {
  let at = from;
  const isNegated = characters[at] === "^";
  if (isNegated) at += 1;
  const parts: Accepts[] = [];
  while (characters[at] !== "]") {
    const character = characters[at];
    if (character === undefined) throw new PatternError('"[" is not closed by "]"');
    if (character === "\\") {
      parts.push(acceptEscaped(characters[at + 1]));
      at += 2;
      continue;
    }
    const last = characters[at + 2];
    if (characters[at + 1] === "-" && last !== undefined && last !== "]") {
      parts.push(acceptRange(character, last));
      at += 3;
      continue;
    }
    parts.push(acceptLiteral(character));
    at += 1;
  }
  if (parts.length === 0) throw new PatternError('"[]" names no character');
  const isAmong = (one: string) => parts.some((accepts) => accepts(one));
  return { accepts: isNegated ? (one) => !isAmong(one) : isAmong, next: at + 1 };
}

function acceptRange(first: string, last: string): Accepts {
  if (last === "\\" || first > last)
    throw new PatternError(`"${first}-${last}" is not a range of characters`);
  return (one) =>
    [one, one.toLowerCase(), one.toUpperCase()].some((folded) => folded >= first && folded <= last);
}
