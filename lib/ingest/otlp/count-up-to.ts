import { MalformedBody } from "./malformed-body.ts";

/** One more than `count`. Throws MalformedBody beyond the limit. */
export function countUpTo(limit: number, count: number, what: string): number {
  if (count >= limit) throw new MalformedBody(`The request holds more than ${limit} ${what}.`);
  return count + 1;
}

/** Resources and scopes that one request may hold; any real one holds a few. */
export const CONTAINERS_MAX = 100_000;

/** Data points of metrics that one request may hold. */
export const DATA_POINTS_MAX = 1_000_000;
