import { JSON_TEXT, type TextPiece } from "./text-piece.ts";

/** So many are tried before an event is read as any other: a stream of reasoning, text and calls of tools has three. */
const TRIED_MAX = 4;
/** So many are ever made; a provider has a handful. */
const MADE_MAX = 64;
/** So many that were seen once are remembered. */
const ONCE_MAX = 64;
/** A longer string is a text, and says nothing of what an event is. */
const FIXED_MAX = 64;
/** A longer event is no piece of a word, and would make a long pattern. */
const LENGTH_MAX = 4_096;

const NUMBER = "-?\\d[-+.\\dEe]*";
/** A string, with its colon where it is a key, or a number. */
const TOKEN = new RegExp(`"(${JSON_TEXT})"(\\s*:)?|${NUMBER}`, "g");

interface Shape {
  readonly piece: TextPiece;
  readonly pattern: RegExp;
}

/**
 * What events with a piece of text look like, of one protocol. Thousands in a row are alike but for their strings and numbers:
 * who has read one of them knows what the others say, and finds them in a stream without cutting them out of it. Known for
 * all streams together. Nothing of a text is in a shape: strings are left open, but for those that say what an event is.
 */
export class PieceShapes {
  readonly #fixed: ReadonlySet<string>;
  readonly #made = new Map<string, Shape>();
  readonly #once = new Set<string>();
  /** The last ones that were found, the last first. */
  readonly #tried: Shape[] = [];
  /** Of the event that was found: the length of its text as it is written, escapes included, and where it ends. */
  length = 0;
  end = 0;

  /** `fixed`: keys whose strings say what an event is. */
  constructor(fixed: readonly string[]) {
    this.#fixed = new Set(fixed);
  }

  /** What the event says that begins there, when it has a shape that is known; null when it is to be read. */
  find(text: string, from: number): TextPiece | null {
    for (const shape of this.#tried) {
      const { pattern, piece } = shape;
      pattern.lastIndex = from;
      const match = pattern.exec(text);
      if (match === null) continue;
      this.length = match[1]?.length ?? 0;
      this.end = pattern.lastIndex;
      if (shape !== this.#tried[0]) this.#try(shape);
      return piece;
    }
    return null;
  }

  /** Remembers what an event looks like that was read. Answers whether events like it are known from now on. */
  learn(event: string, piece: TextPiece): boolean {
    const source = event.length > LENGTH_MAX ? null : this.#patternOf(event, piece.key);
    if (source === null) return false;
    let shape = this.#made.get(source);
    if (shape === undefined) {
      // What comes once may never come again.
      if (!this.#once.delete(source) || this.#made.size >= MADE_MAX) {
        const [oldest] = this.#once;
        if (this.#once.size >= ONCE_MAX && oldest !== undefined) this.#once.delete(oldest);
        this.#once.add(source);
        return false;
      }
      shape = { piece, pattern: new RegExp(source, "y") };
      this.#made.set(source, shape);
    }
    this.#try(shape);
    return true;
  }

  /** It is tried first from now on. */
  #try(shape: Shape): void {
    const at = this.#tried.indexOf(shape);
    if (at !== -1) this.#tried.splice(at, 1);
    this.#tried.unshift(shape);
    this.#tried.length = Math.min(this.#tried.length, TRIED_MAX);
  }

  /** Null when there is not exactly one text. */
  #patternOf(event: string, wanted: string): string | null {
    let last = event.indexOf("{");
    let pattern = escaped(event.slice(0, last));
    let key = "";
    let pieces = 0;
    TOKEN.lastIndex = last;
    for (let match = TOKEN.exec(event); match !== null; match = TOKEN.exec(event)) {
      const [token, string, colon] = match;
      pattern += escaped(event.slice(last, match.index));
      last = TOKEN.lastIndex;
      if (string === undefined) pattern += NUMBER;
      else if (colon !== undefined) {
        key = string;
        pattern += escaped(token);
      } else if (key === wanted && string !== "") {
        pieces += 1;
        pattern += `"(${JSON_TEXT})"`;
      } else if (!this.#fixed.has(key)) pattern += `"${JSON_TEXT}"`;
      else if (string.length <= FIXED_MAX) pattern += escaped(token);
      else return null;
    }
    return pieces === 1 ? `${pattern}${escaped(event.slice(last))}\\n\\n` : null;
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));
}
