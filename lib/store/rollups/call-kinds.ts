import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { CALL_SET_FIELDS } from "../intern-round-trips.ts";
import { internRows } from "../intern-rows.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw" | "$executeRaw">;

/** A call set, and the round trips of a turn or of many by its routes, in their order. */
interface Calls {
  readonly callSetId: number;
  readonly calls: readonly number[];
}

/** The set of kinds that a call set means, and of which of its kinds each of the call set's routes is. */
interface Kinds {
  readonly callSetId: number;
  readonly places: readonly number[];
}

const CallSet = z.object({
  id: z.number(),
  mainVariantId: z.number().nullable(),
  /** Of each route, in their order, the one that stands for its kind. */
  kindIds: z.array(z.number()),
});

/**
 * What call sets are when a route is no more than a model variant and a transport: sets of the first route of each kind. Knows
 * them for one transaction, since it inserts those that are new.
 */
export class CallKinds {
  readonly #kinds = new Map<number, Kinds>();

  /** Learns what these call sets mean. */
  async learn(transaction: Transaction, callSetIds: Iterable<number>): Promise<void> {
    const wanted = [...new Set(callSetIds)].filter((id) => !this.#kinds.has(id));
    if (wanted.length === 0) return;
    const sets = z.array(CallSet).parse(
      await transaction.$queryRaw`
        with kinds as (
          select id, min(id) over (partition by variant_id, transport) as kind_id from routes)
        select s.id, s.main_variant_id as "mainVariantId",
          array(
            select k.kind_id from unnest(s.route_ids) with ordinality as u (route_id, position)
              join kinds k on k.id = u.route_id
            order by u.position) as "kindIds"
        from call_sets s where s.id = any(${wanted}::int[])`,
    );
    const rows = sets.map(({ kindIds, mainVariantId }) => ({
      routeIds: [...new Set(kindIds)].toSorted((a, b) => a - b),
      mainVariantId,
    }));
    const ids = await internRows(transaction, "call_sets", CALL_SET_FIELDS, rows);
    for (const [index, { id, kindIds }] of sets.entries()) {
      const own = rows[index]?.routeIds ?? [];
      this.#kinds.set(id, {
        callSetId: ids[index] ?? 0,
        places: kindIds.map((kindId) => own.indexOf(kindId)),
      });
    }
  }

  /** The same calls by kind. The call set has been learned. */
  of({ callSetId, calls }: Calls): Calls {
    const kinds = this.#kinds.get(callSetId);
    if (kinds === undefined) throw new Error(`A call set is not known: ${callSetId}`);
    const summed = Array.from({ length: Math.max(-1, ...kinds.places) + 1 }, () => 0);
    for (const [index, n] of calls.entries()) {
      const place = kinds.places[index] ?? 0;
      summed[place] = (summed[place] ?? 0) + n;
    }
    return { callSetId: kinds.callSetId, calls: summed };
  }
}
