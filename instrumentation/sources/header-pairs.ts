/** Names and values that stand one after the other in a list, as undici keeps those of a request. */
export function* flatPairs(headers: readonly (string | Buffer)[] | string): Generator<[string, string]> {
  if (typeof headers === "string") {
    for (const line of headers.split("\r\n")) {
      const colon = line.indexOf(":");
      if (colon > 0) yield [line.slice(0, colon), line.slice(colon + 1).trim()];
    }
    return;
  }
  yield* rawPairs(headers);
}

/** The same for a response's, whose texts are bytes in ISO 8859-1. */
export function* rawPairs(
  headers: readonly (string | Buffer | readonly string[])[],
): Generator<[string, string]> {
  for (let at = 0; at + 1 < headers.length; at += 2) yield [textOf(headers[at]), textOf(headers[at + 1])];
}

function textOf(value: string | Buffer | readonly string[] | undefined): string {
  if (typeof value === "string") return value;
  return value instanceof Buffer ? value.toString("latin1") : String(value);
}
