import { z } from "zod";
import { PHASES } from "#lib/domain/phase.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin, timestampOf } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { SLACK_MS } from "./session-conditions.ts";
import { PHASE_COLUMNS, PhasesRow } from "./turn-row.ts";

const figure = z.number().nullable();

const Row = z.object({
  id: z.string(),
  client: z.string(),
  clientVersion: z.string().nullable(),
  person: z.string().nullable(),
  team: z.string().nullable(),
  repository: z.string().nullable(),
  startedAtMs: z.number(),
  lastTurnAtMs: z.number(),
  endedAtMs: z.number(),
  turns: z.number(),
  phases: PhasesRow,
  variantIds: z.array(z.number()),
  roundTrips: z.number(),
  complete: z.number(),
  cancelled: z.number(),
  failed: z.number(),
  rateLimited: z.number(),
  ttftP50Ms: figure,
  ttftN: z.number(),
  inputTokens: figure,
  inputTokensN: z.number(),
  outputTokens: figure,
  outputTokensN: z.number(),
});

/**
 * What a session's turns that began in a window, and their round trips, add up to. Client, version, person, team and repository
 * are those of the last of them. `startedAtMs` is that of the session's first turn, be it before the window; `endedAtMs` when the
 * last of its turns in the window was over. `variantIds` are those of the round trips in order of time; `…N` says how many of them told the figure,
 * complete ones alone for the first token. Tokens are null where no round trip told them.
 */
export type SessionFigures = z.output<typeof Row>;

/** The figures of these sessions, in no order; a session without a turn in the window has none. A window of null is all time. */
export function findSessionFigures(
  database: Database,
  ids: readonly string[],
  window: TimeWindow | null,
): Promise<SessionFigures[]> {
  const began = window ? startsWithin(Prisma.sql`t.started_at`, window) : Prisma.sql`true`;
  const isLate = window
    ? Prisma.sql`f.started_at >= ${timestampOf(window.fromMs - SLACK_MS)}`
    : Prisma.sql`true`;
  return readRows(
    database,
    Row,
    Prisma.sql`
      with own as materialized (
        select s.id, s.session_id from sessions s where s.session_id = any(${[...ids]}::text[])),
      turns_of as materialized (
        select o.session_id, t.*, ${began} as is_within from own o join turns t on t.session = o.id),
      by_turn as (
        select t.session_id, min(t.started_at) as started_at,
          max(t.started_at) filter (where t.is_within) as last_at,
          max(t.started_at + t.duration_ms * interval '1 millisecond') filter (where t.is_within) as ended_at,
          (array_agg(t.caller_id order by t.started_at desc, t.id) filter (where t.is_within))[1] as caller_id,
          count(*) filter (where t.is_within)::int as turns,
          json_build_object(${Prisma.join(
            PHASES.map(
              (phase) =>
                Prisma.sql`${phase}::text, sum(t.${PHASE_COLUMNS[phase]}) filter (where t.is_within)`,
            ),
          )}) as phases
        from turns_of t group by 1),
      by_trip as (
        select t.session_id, array_agg(r.variant_id order by f.started_at, f.id) as variant_ids, count(*)::int as n,
          count(*) filter (where e.outcome = 'complete')::int as complete,
          count(*) filter (where e.outcome = 'cancelled')::int as cancelled,
          count(*) filter (where e.outcome = 'failed')::int as failed,
          count(*) filter (where e.outcome = 'rateLimited')::int as rate_limited,
          percentile_cont(0.5) within group (order by f.ttft_ms) filter (where e.outcome = 'complete') as ttft_p50_ms,
          count(f.ttft_ms) filter (where e.outcome = 'complete')::int as ttft_n,
          sum(f.input_tokens)::double precision as input_tokens, count(f.input_tokens)::int as input_tokens_n,
          sum(f.output_tokens)::double precision as output_tokens, count(f.output_tokens)::int as output_tokens_n
        from own o join round_trips f on f.session = o.id
          join turns_of t on t.id = f.turn_id and t.is_within
          join routes r on r.id = f.route_id
          join endings e on e.id = f.ending_id
        where ${isLate}
        group by 1)
      select b.session_id as id, c.client, c.client_version as "clientVersion", c.person, c.team, c.repository,
        ${unixMsOf(Prisma.sql`b.started_at`)} as "startedAtMs", ${unixMsOf(Prisma.sql`b.last_at`)} as "lastTurnAtMs",
        ${unixMsOf(Prisma.sql`b.ended_at`)} as "endedAtMs", b.turns, b.phases,
        coalesce(p.variant_ids, '{}') as "variantIds", coalesce(p.n, 0) as "roundTrips",
        coalesce(p.complete, 0) as complete, coalesce(p.cancelled, 0) as cancelled,
        coalesce(p.failed, 0) as failed, coalesce(p.rate_limited, 0) as "rateLimited",
        p.ttft_p50_ms as "ttftP50Ms", coalesce(p.ttft_n, 0) as "ttftN",
        p.input_tokens as "inputTokens", coalesce(p.input_tokens_n, 0) as "inputTokensN",
        p.output_tokens as "outputTokens", coalesce(p.output_tokens_n, 0) as "outputTokensN"
      from by_turn b join callers c on c.id = b.caller_id left join by_trip p on p.session_id = b.session_id
      where b.turns > 0`,
  );
}
