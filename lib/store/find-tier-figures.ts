import { z } from "zod";
import type { Tier } from "#lib/domain/tier.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { type RoundTripSelection, roundTripConditions, startsWithin } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** Which tier each model variant is in. */
export type VariantTiers = ReadonlyMap<number, Tier>;

const quantiles = z.tuple([z.number(), z.number(), z.number()]).nullable();

const FigureRow = z.object({
  tier: z.string(),
  n: z.number(),
  failed: z.number(),
  rateLimited: z.number(),
  ttftN: z.number(),
  ttft: quantiles,
  ttfoN: z.number(),
  ttfo: quantiles,
  e2eN: z.number(),
  e2e: quantiles,
  decodeN: z.number(),
  decode: quantiles,
  e2eRateN: z.number(),
  e2eRate: quantiles,
});

const TurnRow = z.object({ tier: z.string(), turns: z.number(), roundTrips: z.number() });

/** Counts and p50, p95, p99 per tier; the quantiles are of complete round trips only, null when there are none. */
export type TierFigures = z.output<typeof FigureRow>;

/** Complete turns that used a tier, and the round trips of that tier within them. */
export type TierTurns = z.output<typeof TurnRow>;

const COMPLETE = Prisma.sql`filter (where r.outcome = 'complete')`;

const quantilesOf = (column: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`percentile_cont(array[0.5, 0.95, 0.99]) within group (order by ${column}) ${COMPLETE}`;

/** Figures of the selected round trips by tier, in no order. */
export function findTierFigures(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
): Promise<TierFigures[]> {
  return readRows(
    database,
    FigureRow,
    Prisma.sql`
      select v.tier,
        count(*)::int as n,
        (count(*) filter (where r.outcome = 'failed'))::int as failed,
        (count(*) filter (where r.outcome = 'rateLimited'))::int as "rateLimited",
        (count(r.ttft_ms) ${COMPLETE})::int as "ttftN",
        ${quantilesOf(Prisma.sql`r.ttft_ms`)} as ttft,
        (count(r.ttfo_ms) ${COMPLETE})::int as "ttfoN",
        ${quantilesOf(Prisma.sql`r.ttfo_ms`)} as ttfo,
        (count(r.e2e_ms) ${COMPLETE})::int as "e2eN",
        ${quantilesOf(Prisma.sql`r.e2e_ms`)} as e2e,
        (count(r.decode_tokens_per_second) ${COMPLETE})::int as "decodeN",
        ${quantilesOf(Prisma.sql`r.decode_tokens_per_second`)} as decode,
        (count(r.e2e_tokens_per_second) ${COMPLETE})::int as "e2eRateN",
        ${quantilesOf(Prisma.sql`r.e2e_tokens_per_second`)} as "e2eRate"
      from ${TOLD_ROUND_TRIPS} r join ${tierTable(tiers)} on v.id = r.variant_id
      where ${roundTripConditions(selection)}
      group by v.tier`,
  );
}

/**
 * Turns and round trips by tier, in no order. The window is that of the turn's start, so that a turn at its edge
 * is counted with all its round trips or not at all.
 */
export function findTierTurns(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
): Promise<TierTurns[]> {
  const started = selection.window
    ? startsWithin(Prisma.sql`t.started_at`, selection.window)
    : Prisma.sql`true`;
  return readRows(
    database,
    TurnRow,
    Prisma.sql`
      select v.tier, count(distinct t.id)::int as turns, count(*)::int as "roundTrips"
      from turns t
      join ${TOLD_ROUND_TRIPS} r on r.turn_id = t.id
      join ${tierTable(tiers)} on v.id = r.variant_id
      where t.outcome = 'complete' and ${started} and ${roundTripConditions({ ...selection, window: null })}
      group by v.tier`,
  );
}

function tierTable(tiers: VariantTiers): Prisma.Sql {
  return Prisma.sql`unnest(${[...tiers.keys()]}::integer[], ${[...tiers.values()]}::text[]) as v(id, tier)`;
}
