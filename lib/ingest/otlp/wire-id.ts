export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hex of an id in OTLP/JSON, or null when it is not `size` bytes of hex or all zero. */
export function idFromHex(value: unknown, size: number): string | null {
  if (typeof value !== "string" || value.length !== size * 2 || !/^[0-9a-f]+$/i.test(value)) return null;
  return /^0+$/.test(value) ? null : value.toLowerCase();
}

/** Lower-case hex of an id in protobuf, or null when it is not `size` bytes long or all zero. */
export function idFromBytes(value: Uint8Array, size: number): string | null {
  if (value.length !== size || value.every((byte) => byte === 0)) return null;
  let hex = "";
  for (const byte of value) hex += HEX[byte];
  return hex;
}
