import { z } from "zod";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import { BASES, TRANSPORTS, type WireDetails } from "#lib/domain/round-trip.ts";
import { Prisma } from "#prisma/generated/client.ts";

const text = z.string().nullable();
const figure = z.number().nullable();

/** A round trip as stored; its provider, model, service tier and effort are those of its variant. */
export const RoundTripRow = z.object({
  id: z.string(),
  turnId: text,
  sessionId: z.string(),
  variantId: z.number(),
  client: z.string(),
  clientVersion: text,
  person: text,
  team: text,
  repository: text,
  startedAtMs: z.number(),
  transport: z.enum(TRANSPORTS).nullable(),
  connectionReused: z.boolean().nullable(),
  streamOpenMs: figure,
  ttftMs: figure,
  ttfoMs: figure,
  lastTokenMs: figure,
  e2eMs: z.number(),
  basis: z.enum(BASES),
  inputTokens: figure,
  cachedInputTokens: figure,
  outputTokens: figure,
  reasoningTokens: figure,
  decodeTokensPerSecond: figure,
  e2eTokensPerSecond: figure,
  attempts: z.number(),
  outcome: z.enum(OUTCOMES),
  errorType: text,
  statusCode: figure,
  connectMs: figure,
  serverMs: figure,
  stalls: figure,
  stalledMs: figure,
  gapMaxMs: figure,
  requestedTier: text,
  fallbackFromWebSocket: z.boolean().nullable(),
  account: text,
  limitFamily: text,
});

const WireRow = z.object({
  dnsMs: figure,
  tcpMs: figure,
  tlsMs: figure,
  upgradeMs: figure,
  sentMs: figure,
  headersMs: figure,
  firstEventMs: figure,
  firstTokenMs: figure,
  firstOutputMs: figure,
  lastTokenMs: figure,
  endMs: figure,
  tokenEvents: figure,
  gapP50Ms: figure,
  gapP95Ms: figure,
  serverTimeSource: text,
  laneDepth: figure,
  retryAfterMs: figure,
  throttleClass: text,
} satisfies Record<keyof WireDetails, z.ZodNullable>);

/** A round trip of a turn, with what was measured at the wire in detail. */
export const DetailedRoundTripRow = RoundTripRow.extend({ wire: WireRow.nullable() });

export type DetailedRoundTripRow = z.output<typeof DetailedRoundTripRow>;

export type RoundTripRow = z.output<typeof RoundTripRow>;

/** Unix ms of a timestamp, with its microseconds. */
export function unixMsOf(timestamp: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(extract(epoch from ${timestamp}) * 1000)::double precision`;
}

/** The columns of a RoundTripRow, from TOLD_ROUND_TRIPS aliased r. */
export const ROUND_TRIP_COLUMNS = Prisma.sql`
  r.id, r.turn_id as "turnId", r.session_id as "sessionId", r.variant_id as "variantId",
  r.client, r.client_version as "clientVersion", r.person, r.team, r.repository,
  ${unixMsOf(Prisma.sql`r.started_at`)} as "startedAtMs",
  r.transport, r.connection_reused as "connectionReused",
  r.stream_open_ms as "streamOpenMs", r.ttft_ms as "ttftMs", r.ttfo_ms as "ttfoMs",
  r.last_token_ms as "lastTokenMs", r.e2e_ms as "e2eMs", r.basis,
  r.input_tokens as "inputTokens", r.cached_input_tokens as "cachedInputTokens",
  r.output_tokens as "outputTokens", r.reasoning_tokens as "reasoningTokens",
  r.decode_tokens_per_second as "decodeTokensPerSecond", r.e2e_tokens_per_second as "e2eTokensPerSecond",
  r.attempts,
  r.outcome, r.error_type as "errorType", r.status_code as "statusCode",
  r.connect_ms as "connectMs", r.server_ms as "serverMs", r.stalls, r.stalled_ms as "stalledMs",
  r.gap_max_ms as "gapMaxMs", r.requested_tier as "requestedTier",
  r.fallback_from_web_socket as "fallbackFromWebSocket", r.account, r.limit_family as "limitFamily"`;

/** The columns of a DetailedRoundTripRow, with WIRE_DETAILS_JOIN. */
export const DETAILED_ROUND_TRIP_COLUMNS = Prisma.sql`${ROUND_TRIP_COLUMNS}, w.details as wire`;

/** What DETAILED_ROUND_TRIP_COLUMNS need besides TOLD_ROUND_TRIPS aliased r. */
export const WIRE_DETAILS_JOIN = Prisma.sql`
  left join wire_details w on w.round_trip_id = r.id and w.round_trip_started_at = r.started_at`;
