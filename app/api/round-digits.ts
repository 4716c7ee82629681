/** A copy in which every number has at most six significant digits; whole numbers stay as they are. */
export function roundDigits<T>(value: T): T;
export function roundDigits(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map((one: unknown) => roundDigits(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, roundDigits(one as unknown)]));
}
