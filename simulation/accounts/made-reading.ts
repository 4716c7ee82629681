import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";

/** A reading before it has the key by which a repetition is known. */
export type MadeReading = Omit<RateLimitReading, "id">;
