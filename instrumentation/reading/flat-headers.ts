import { Buffer } from "node:buffer";

/** Names and values one after the other, as undici and `node:http` keep what came in: as bytes in ISO 8859-1, or as text. */
export type FlatList = readonly (string | Buffer | readonly string[])[];

/** Header fields to be looked up by lower-case names, those of a name that repeats as one list (RFC 9110, section 5.3). */
export type HeaderFields = Pick<ReadonlyMap<string, string>, "get">;

/**
 * Header fields that are taken apart only as far as somebody asks: of the dozens that come with an answer a few count, and
 * a name of another length or with another initial cannot be the one that is asked for.
 */
export class FlatHeaders implements HeaderFields, Iterable<readonly [name: string, value: string]> {
  readonly #list: FlatList;

  constructor(list: FlatList) {
    this.#list = list;
  }

  get(name: string): string | undefined {
    const list = this.#list;
    const initial = name.charCodeAt(0) | 32;
    let found: string | undefined;
    for (let at = 0; at + 1 < list.length; at += 2) {
      const candidate = list[at];
      if (candidate?.length !== name.length || initialOf(candidate) !== initial) continue;
      if (textOf(candidate).toLowerCase() !== name) continue;
      const value = textOf(list[at + 1]);
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }

  *[Symbol.iterator](): Generator<readonly [name: string, value: string]> {
    for (let at = 0; at + 1 < this.#list.length; at += 2)
      yield [textOf(this.#list[at]), textOf(this.#list[at + 1])];
  }
}

/** The same for a letter in either case. */
function initialOf(name: string | Buffer | readonly string[]): number {
  return (typeof name === "string" ? name.charCodeAt(0) : Number(name[0])) | 32;
}

function textOf(value: string | Buffer | readonly string[] | undefined): string {
  if (typeof value === "string") return value;
  return value instanceof Buffer ? value.toString("latin1") : String(value);
}
