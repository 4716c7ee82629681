/** Header fields of HTTP/2 as Node keeps them, without those that begin with a colon. */
export function objectPairs(
  headers: Readonly<Record<string, unknown>>,
): readonly (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(":") || value === undefined ? [] : [[name, String(value)] as const],
  );
}
