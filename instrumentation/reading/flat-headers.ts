import { Buffer } from "node:buffer";

/** Names and values one after the other, as undici and `node:http` keep what came in: as bytes in ISO 8859-1, or as text. */
export type FlatList = readonly (string | Buffer | readonly string[])[];

/** Header fields to be looked up by lower-case names, those of a name that repeats as one list (RFC 9110, section 5.3). */
export type HeaderFields = Pick<ReadonlyMap<string, string>, "get">;

/**
 * Header fields that are taken apart only as far as somebody asks: of the dozens that come with an answer a few count, and
 * most that are asked for are not there, which the lengths and initials of all names tell.
 */
export class FlatHeaders implements HeaderFields, Iterable<readonly [name: string, value: string]> {
  readonly #list: FlatList;
  /** Bits for the lengths and the initials of all names, modulo 32; 0 until they are asked for. */
  #lengths = 0;
  #initials = 0;

  constructor(list: FlatList) {
    this.#list = list;
  }

  get(name: string): string | undefined {
    if (this.#lengths === 0) this.#lookOver();
    if ((this.#lengths & (1 << name.length)) === 0) return undefined;
    if ((this.#initials & (1 << name.charCodeAt(0))) === 0) return undefined;
    const list = this.#list;
    let found: string | undefined;
    for (let at = 0; at + 1 < list.length; at += 2) {
      if (!isNamed(list[at], name)) continue;
      const value = textOf(list[at + 1]);
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }

  /** Letters in either case have the same bit. */
  #lookOver(): void {
    for (let at = 0; at + 1 < this.#list.length; at += 2) {
      const name = this.#list[at];
      if (name === undefined) continue;
      this.#lengths |= 1 << name.length;
      this.#initials |= 1 << (typeof name === "string" ? name.charCodeAt(0) : Number(name[0]));
    }
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (let at = 0; at + 1 < this.#list.length; at += 2)
      yield [textOf(this.#list[at]), textOf(this.#list[at + 1])];
  }
}

/** Whether it is that name, which is in lower case. */
function isNamed(candidate: FlatList[number] | undefined, name: string): boolean {
  if (candidate?.length !== name.length) return false;
  if (typeof candidate === "string") {
    for (let at = 0; at < name.length; at += 1)
      if (lowerCase(candidate.charCodeAt(at)) !== name.charCodeAt(at)) return false;
    return true;
  }
  if (!(candidate instanceof Uint8Array)) return false;
  for (let at = 0; at < name.length; at += 1)
    if (lowerCase(candidate[at] ?? 0) !== name.charCodeAt(at)) return false;
  return true;
}

function lowerCase(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}

function textOf(value: FlatList[number] | undefined): string {
  if (typeof value === "string") return value;
  return value instanceof Buffer ? value.toString("latin1") : String(value);
}
