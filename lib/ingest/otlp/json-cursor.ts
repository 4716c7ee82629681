import { isUtf8 } from "node:buffer";
import { MalformedBody } from "./malformed-body.ts";

/** OTLP itself nests some ten levels; more can only come from nested attribute values. */
const DEPTH_MAX = 100;
/** Objects and arrays in one value that is built. At some 60 bytes of heap each, they would turn a small body into a large memory. */
const CONTAINERS_MAX = 1_000_000;
const COUNTED_FROM_BYTES = 4 * 1024 * 1024;
const VALUE_MAX_BYTES = 16 * 1024 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LITERALS = ["true", "false", "null"].map((word) => new TextEncoder().encode(word));

const utf8 = new TextDecoder();

/**
 * Walks through JSON in UTF-8 and builds only the values it is asked for, so that a large body costs no more memory
 * than its largest wanted value. What is passed over is checked too: every method throws MalformedBody on bytes that
 * are no JSON.
 */
export class JsonCursor {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array) {
    if (!isUtf8(bytes)) throw new MalformedBody("The JSON body is not valid UTF-8.");
    this.#bytes = bytes;
    this.#at = bytes[0] === 0xef ? 3 : 0;
    this.#space();
  }

  /** Where the next value begins; to be given back to `seek`. */
  get position(): number {
    return this.#at;
  }

  seek(position: number): void {
    this.#at = position;
  }

  /** Whether the next value is an object. */
  get isAtObject(): boolean {
    return this.#bytes[this.#at] === OPEN_BRACE;
  }

  /** Enters an object: `visit` gets each key and must consume its value. Null counts as an empty object. */
  object(what: string, visit: (key: string) => void): void {
    if (!this.#enter(OPEN_BRACE, what, "an object")) return;
    if (this.#closes(CLOSE_BRACE)) return;
    do {
      visit(this.#key());
    } while (this.#continues(CLOSE_BRACE));
  }

  /** Enters an array: `visit` must consume each element. Null counts as an empty array. */
  array(what: string, visit: () => void): void {
    if (!this.#enter(OPEN_BRACKET, what, "an array")) return;
    if (this.#closes(CLOSE_BRACKET)) return;
    do {
      visit();
    } while (this.#continues(CLOSE_BRACKET));
  }

  /** Builds the next value. */
  value(): unknown {
    const start = this.#at;
    this.skip();
    return this.valueFrom(start);
  }

  /** Builds what was just passed over, from where it began. */
  valueFrom(start: number): unknown {
    const slice = this.#bytes.subarray(start, this.#at);
    if (slice.length > VALUE_MAX_BYTES)
      throw new MalformedBody("One value in the JSON body is larger than 16 MiB.");
    if (slice.length > COUNTED_FROM_BYTES && countContainers(slice) > CONTAINERS_MAX) {
      throw new MalformedBody(
        `One value in the JSON body holds more than ${CONTAINERS_MAX} objects and arrays.`,
      );
    }
    return JSON.parse(utf8.decode(slice));
  }

  /** Passes over the next value. */
  skip(): void {
    this.#skip(0);
    this.#space();
  }

  /** Makes sure that nothing follows. */
  end(): void {
    if (this.#at < this.#bytes.length) throw invalid();
  }

  #enter(open: number, what: string, kind: string): boolean {
    if (this.#bytes[this.#at] === open) {
      this.#at++;
      this.#space();
      return true;
    }
    const start = this.#at;
    this.skip();
    if (this.#bytes[start] === 0x6e) return false;
    throw new MalformedBody(`In the JSON body, ${what} is not ${kind}.`);
  }

  #key(): string {
    const start = this.#at;
    this.#skipString();
    const key = this.#plainText(start + 1, this.#at - 1) ?? String(this.valueFrom(start));
    this.#colon();
    return key;
  }

  /** Text of a string without escapes in ASCII, which names of fields are; null for any other. */
  #plainText(start: number, end: number): string | null {
    let text = "";
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte === BACKSLASH || byte > 0x7f) return null;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  #colon(): void {
    this.#space();
    if (this.#bytes[this.#at] !== COLON) throw invalid();
    this.#at++;
    this.#space();
  }

  #closes(close: number): boolean {
    if (this.#bytes[this.#at] !== close) return false;
    this.#at++;
    this.#space();
    return true;
  }

  /** After a member or element: true when another one follows, false when the container ended. */
  #continues(close: number): boolean {
    if (this.#closes(close)) return false;
    if (this.#bytes[this.#at] !== COMMA) throw invalid();
    this.#at++;
    this.#space();
    return true;
  }

  #space(): void {
    for (;;) {
      const byte = this.#bytes[this.#at] ?? COLON;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return;
      this.#at++;
    }
  }

  #skip(depth: number): void {
    const byte = this.#bytes[this.#at];
    if (byte === QUOTE) this.#skipString();
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#skipContainer(byte, depth + 1);
    else if (byte === 0x2d || isDigit(byte)) this.#skipNumber();
    else this.#skipLiteral();
  }

  #skipContainer(open: number, depth: number): void {
    if (depth > DEPTH_MAX) throw new MalformedBody(`The JSON body nests deeper than ${DEPTH_MAX} levels.`);
    const close = open + 2;
    this.#at++;
    this.#space();
    if (this.#closes(close)) return;
    do {
      if (open === OPEN_BRACE) {
        this.#skipString();
        this.#colon();
      }
      this.#skip(depth);
      this.#space();
    } while (this.#continues(close));
  }

  #skipString(): void {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== QUOTE) throw invalid();
    let at = this.#at + 1;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) at += escapeLength(bytes, at);
      else if (byte < 0x20) throw invalid();
    }
    this.#at = at;
  }

  #skipNumber(): void {
    const bytes = this.#bytes;
    if (bytes[this.#at] === 0x2d) this.#at++;
    if (bytes[this.#at] === 0x30) this.#at++;
    else this.#skipDigits();
    if (bytes[this.#at] === 0x2e) {
      this.#at++;
      this.#skipDigits();
    }
    if (((bytes[this.#at] ?? 0) | 0x20) === 0x65) {
      this.#at++;
      const sign = bytes[this.#at];
      if (sign === 0x2b || sign === 0x2d) this.#at++;
      this.#skipDigits();
    }
  }

  #skipDigits(): void {
    if (!isDigit(this.#bytes[this.#at])) throw invalid();
    while (isDigit(this.#bytes[this.#at])) this.#at++;
  }

  #skipLiteral(): void {
    const literal = LITERALS.find((word) =>
      word.every((byte, index) => this.#bytes[this.#at + index] === byte),
    );
    if (literal === undefined) throw invalid();
    this.#at += literal.length;
  }
}

function invalid(): MalformedBody {
  return new MalformedBody("The body is not valid JSON.");
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Bytes of an escape after its backslash. */
function escapeLength(bytes: Uint8Array, at: number): number {
  const letter = String.fromCharCode(bytes[at] ?? 0);
  if ('"\\/bfnrt'.includes(letter)) return 1;
  const digits = String.fromCharCode(...bytes.subarray(at + 1, at + 5));
  if (letter !== "u" || !/^[0-9a-f]{4}$/i.test(digits)) throw invalid();
  return 5;
}

function countContainers(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === OPEN_BRACE || byte === OPEN_BRACKET) count++;
  return count;
}
