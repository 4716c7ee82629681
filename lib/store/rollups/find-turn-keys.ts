import { z } from "zod";
import type { TurnCut } from "#lib/domain/figures/cut.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { isAmong } from "./find-keys.ts";

const text = z.string().nullable();

const KeyRow = z.object({
  id: z.number(),
  client: text,
  clientVersion: text,
  person: text,
  team: text,
  repository: text,
  routeIds: z.array(z.number()),
  mainVariantId: z.number().nullable(),
});

/** What the turns of one roll-up row have in common; null or empty too where its cut does not tell. */
export type TurnKeyRow = z.output<typeof KeyRow>;

/** The keys of a cut that a filter of the cut's dimensions leaves. */
export async function findTurnKeys(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  cut: TurnCut,
  filters: RoundTripFilters,
): Promise<readonly TurnKeyRow[]> {
  const rows = z.array(KeyRow).parse(
    await transaction.$queryRaw`
      select k.id, k.client, k.client_version as "clientVersion", k.person, k.team, k.repository,
        coalesce(s.route_ids, '{}') as "routeIds", s.main_variant_id as "mainVariantId"
      from turn_keys k left join call_sets s on s.id = k.call_set_id
      where k.cut = ${cut}`,
  );
  return rows.filter((row) => isAmong(row, filters));
}
