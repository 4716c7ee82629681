import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { TRANSPORTS } from "#lib/domain/round-trip.ts";
import type { TimedRoundTrip } from "#lib/domain/what-if/recorded-turn.ts";
import { Prisma } from "#prisma/generated/client.ts";

const figure = z.number().nullable();

/** A round trip as a replay needs it; its tier is that of its variant. */
export const TimedRoundTripRow = z.object({
  session: z.number(),
  turnId: z.string().nullable(),
  variantId: z.number(),
  startedAtMs: z.number(),
  outcome: z.enum(OUTCOMES),
  transport: z.enum(TRANSPORTS).nullable(),
  connectionReused: z.boolean().nullable(),
  connectMs: figure,
  streamOpenMs: figure,
  ttftMs: figure,
  ttfoMs: figure,
  lastTokenMs: figure,
  e2eMs: z.number(),
  inputTokens: figure,
  cachedInputTokens: figure,
  outputTokens: figure,
  reasoningTokens: figure,
  decodeTokensPerSecond: figure,
  lastAttemptMs: z.number(),
  throttledMs: z.number(),
} satisfies Record<keyof Omit<TimedRoundTrip, "tier">, z.ZodType> & Record<string, z.ZodType>);

export type TimedRoundTripRow = z.output<typeof TimedRoundTripRow>;

/** The columns of a TimedRoundTripRow, from TOLD_ROUND_TRIPS aliased r. */
export const TIMED_ROUND_TRIP_COLUMNS = Prisma.sql`
  r.session, r.turn_id as "turnId", r.variant_id as "variantId",
  (extract(epoch from r.started_at) * 1000)::float8 as "startedAtMs", r.outcome, r.transport,
  r.connection_reused as "connectionReused", r.connect_ms as "connectMs", r.stream_open_ms as "streamOpenMs",
  r.ttft_ms as "ttftMs", r.ttfo_ms as "ttfoMs", r.last_token_ms as "lastTokenMs", r.e2e_ms as "e2eMs",
  r.input_tokens as "inputTokens", r.cached_input_tokens as "cachedInputTokens", r.output_tokens as "outputTokens",
  r.reasoning_tokens as "reasoningTokens", r.decode_tokens_per_second as "decodeTokensPerSecond",
  coalesce((
    select extract(epoch from max(a.started_at) - r.started_at) * 1000 from attempts a
    where r.attempts > 1 and a.round_trip_id = r.id and a.round_trip_started_at = r.started_at), 0)::float8
    as "lastAttemptMs",
  coalesce((
    select sum(h.lost_ms) from throttles h
    where r.attempts > 1 and h.round_trip_id = r.id and h.round_trip_started_at = r.started_at), 0)::float8
    as "throttledMs"`;
