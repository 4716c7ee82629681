import { Buffer } from "node:buffer";

type Pair = readonly [name: string, value: string];

/** Names and values that stand one after the other in a list, as undici keeps those of a request. */
export function flatPairs(headers: readonly (string | Buffer)[] | string): readonly Pair[] {
  if (typeof headers !== "string") return rawPairs(headers);
  return headers.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()] as const] : [];
  });
}

/** The same for a response's, whose texts are bytes in ISO 8859-1. */
export function rawPairs(headers: readonly (string | Buffer | readonly string[])[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2)
    pairs.push([textOf(headers[at]), textOf(headers[at + 1])]);
  return pairs;
}

function textOf(value: string | Buffer | readonly string[] | undefined): string {
  if (typeof value === "string") return value;
  return value instanceof Buffer ? value.toString("latin1") : String(value);
}
