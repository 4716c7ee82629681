import type { SequencedTrip } from "#lib/domain/switches/sum-switches.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { isDrawn } from "./drawn-sessions.ts";
import { endsAs } from "./ends-as.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { type RoundTripSelection, roundTripConditions } from "./round-trip-conditions.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

type Row = Omit<SequencedTrip, "tier"> & { readonly variantId: number };

/**
 * The selected round trips session by session, in the order in which they began: those of a share (0 to 1) of all
 * sessions, whole ones.
 */
export async function findSequencedTrips(
  database: Database,
  tiers: VariantTiers,
  selection: RoundTripSelection,
  share: number,
): Promise<readonly SequencedTrip[]> {
  const ended = await endsAs(database, selection.filters);
  const rows = await database.$queryRaw<Row[]>`
    select r.session, (date_part('epoch', r.started_at) * 1000)::float8 as "startedAtMs", r.e2e_ms as "e2eMs",
      r.variant_id as "variantId", case when r.outcome = 'complete' then r.ttft_ms end as "ttftMs",
      case when r.input_tokens is not null
        then greatest(r.input_tokens - coalesce(r.cached_input_tokens, 0), 0) end as "uncachedInputTokens"
    from ${TOLD_ROUND_TRIPS} r
    where ${roundTripConditions(selection)} and ${ended} and ${isDrawn(Prisma.sql`r.session`, share)}
    order by r.session, r.started_at`;
  return rows.flatMap(({ variantId, ...row }) => {
    const tier = tiers.get(variantId);
    return tier === undefined ? [] : [{ ...row, tier }];
  });
}
