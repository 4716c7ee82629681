/** Dimensions, whether it has nulls, the type of its elements, their number and the index of the first: four bytes each. */
const HEADER = 20;
const COUNT_AT = 12;
/** The length of an element before it. */
const LENGTH = 4;
const FLOAT8 = 8;

/**
 * The numbers of a `float8[]` without nulls in the form in which PostgreSQL sends it (what `array_send` makes of it); none of
 * null or of an empty one.
 */
export function sentFloats(bytes: Uint8Array | null): readonly number[] {
  if (bytes === null || bytes.byteLength < HEADER) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: view.getInt32(COUNT_AT) }, (_, index) =>
    view.getFloat64(HEADER + index * (LENGTH + FLOAT8) + LENGTH),
  );
}
