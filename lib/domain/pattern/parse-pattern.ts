import { acceptEscaped, acceptLiteral, parseCharacterClass } from "./parse-character-class.ts";
import { PatternError, type PatternNode } from "./pattern-node.ts";

const EMPTY: PatternNode = { kind: "sequence", parts: [] };
const COUNT_MAX = 100;

/**
 * Reads a pattern: characters, `.`, classes, groups, `|`, and the repetitions `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, as
 * regular expressions have them. What would need to go back over the text (back-references, looking around) is not
 * supported, nor are anchors, since a pattern always means the whole text. Throws PatternError.
 */
export function parsePattern(text: string): PatternNode {
  const characters = [...text];
  let at = 0;

  const choice = (): PatternNode => {
    const options = [sequence()];
    while (characters[at] === "|") {
      at += 1;
      options.push(sequence());
    }
    return options.length === 1 ? (options[0] ?? EMPTY) : { kind: "choice", options };
  };

  const sequence = (): PatternNode => {
    const parts: PatternNode[] = [];
    for (let next = characters[at]; next !== undefined && next !== "|" && next !== ")"; next = characters[at])
      parts.push(repeated(single(next)));
    return { kind: "sequence", parts };
  };

  const single = (character: string): PatternNode => {
    at += 1;
    if (character === "(") return group();
    if (character === "[") {
      const { accepts, next } = parseCharacterClass(characters, at);
      at = next;
      return { kind: "character", accepts };
    }
    if (character === "\\") {
      const accepts = acceptEscaped(characters[at]);
      at += 1;
      return { kind: "character", accepts };
    }
    if (character === ".") return { kind: "character", accepts: (one) => one !== "\n" };
    if (character === "^" || character === "$")
      throw new PatternError(`"${character}" is not needed: a pattern always means the whole value`);
    if ("*+?{".includes(character)) throw new PatternError(`"${character}" repeats nothing`);
    return { kind: "character", accepts: acceptLiteral(character) };
  };

  const group = (): PatternNode => {
    if (characters[at] === "?") {
      if (characters[at + 1] !== ":")
        throw new PatternError(`"(?${characters[at + 1] ?? ""}" is not supported; use a plain group`);
      at += 2;
    }
    const inner = choice();
    if (characters[at] !== ")") throw new PatternError('"(" is not closed by ")"');
    at += 1;
    return inner;
  };

  const repeated = (part: PatternNode): PatternNode => {
    const counts = readCounts(characters, at);
    if (counts === null) return part;
    at = counts.next;
    // How greedy a repetition is makes no difference where the whole text has to match.
    if (characters[at] === "?") at += 1;
    if (readCounts(characters, at) !== null)
      throw new PatternError(`"${characters[at]}" repeats what is repeated already`);
    return { kind: "repeat", part, min: counts.min, max: counts.max };
  };

  const whole = choice();
  if (at < characters.length) throw new PatternError('")" closes no group');
  return whole;
}

interface Counts {
  readonly min: number;
  readonly max: number | null;
  readonly next: number;
}

/** The repetition that is written here; null when there is none. */
function readCounts(characters: readonly string[], at: number): Counts | null {
  const character = characters[at];
  if (character === "*") return { min: 0, max: null, next: at + 1 };
  if (character === "+") return { min: 1, max: null, next: at + 1 };
  if (character === "?") return { min: 0, max: 1, next: at + 1 };
  if (character !== "{") return null;
  const end = characters.indexOf("}", at);
  const told = characters.slice(at + 1, end < 0 ? characters.length : end).join("");
  const match = /^(\d{1,3})(?:(,)(\d{1,3})?)?$/.exec(told);
  if (end < 0 || match === null)
    throw new PatternError(`"{${told.slice(0, 10)}" is not a repetition such as {2} or {1,3}`);
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === undefined ? null : Number(match[3]);
  if (Math.max(min, max ?? 0) > COUNT_MAX)
    throw new PatternError(`Nothing can be repeated more than ${COUNT_MAX} times`);
  if (max !== null && max < min) throw new PatternError(`"{${told}}" ends before it begins`);
  return { min, max, next: end + 1 };
}
