/**
 * Instants are Unix milliseconds as floating-point numbers. Near the present a double resolves 0.25 µs, finer
 * than any client's clock, so nothing is lost that a latency figure could show.
 */

const NANOS_PER_MS = 1_000_000n;

/** Unix milliseconds of a nanosecond count; the sub-millisecond part is kept. */
export function unixMsFromNanos(nanos: bigint): number {
  return Number(nanos / NANOS_PER_MS) + Number(nanos % NANOS_PER_MS) / 1e6;
}

/**
 * Unix milliseconds of a wire timestamp given as decimal nanoseconds (OTLP/JSON sends a string, some exporters a
 * number). Returns null for 0, which OTLP defines as unknown, and for anything that is not a positive count.
 */
export function unixMsFromWireNanos(value: unknown): number | null {
  if (typeof value === "string" && /^\d{1,20}$/.test(value)) {
    const nanos = BigInt(value);
    return nanos > 0n ? unixMsFromNanos(nanos) : null;
  }
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value / 1e6;
  return null;
}

/** Unix milliseconds of an RFC 3339 timestamp, or null when it is not one. */
export function unixMsFromRfc3339(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
