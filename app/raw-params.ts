/** Parameters as they came, each with all its values. */
export type RawParams = ReadonlyMap<string, readonly string[]>;

/** Reads the parameters of a request, or those that Next hands to a page. */
export function readRawParams(
  source: URLSearchParams | Readonly<Record<string, string | readonly string[] | undefined>>,
): RawParams {
  const raw = new Map<string, string[]>();
  const entries = source instanceof URLSearchParams ? source.entries() : Object.entries(source);
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    raw.set(name, [...(raw.get(name) ?? []), ...(typeof value === "string" ? [value] : value)]);
  }
  return raw;
}
