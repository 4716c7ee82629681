import { z } from "zod";
import { countSwitches } from "#lib/domain/count-switches.ts";
import type { SessionPosition } from "#lib/domain/session-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { readRows } from "./read-rows.ts";
import { timestampOf } from "./round-trip-conditions.ts";
import { beganWithin, matches, type SessionSelection, SLACK_MS } from "./session-conditions.ts";

/** How many sessions are read for each that is wanted, one attempt after the other; then all. */
const TRIES = [40, 400, 4_000] as const;

const Bound = z.object({ id: z.string(), bound: z.number() });
const Course = z.object({ id: z.string(), variantIds: z.array(z.number()) });

/**
 * The positions of the sessions with a selected turn, those first whose round trips in the window went on in another tier most
 * often, at most `limit`, from behind `after`. How many round trips each tier had, which turns tell, bounds how often a session
 * can have switched; only the sessions at the upper end are read, until no other can come before them.
 */
export async function findSwitchingSessions(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  { after, limit }: { readonly after: SessionPosition | null; readonly limit: number },
): Promise<SessionPosition[]> {
  for (const each of [...TRIES, null]) {
    const count = each === null ? null : each * limit;
    const bounds = await findBounds(database, selection, tiers, after, count === null ? null : count + 1);
    const read = count === null ? bounds : bounds.slice(0, count);
    const nextBound = bounds[read.length]?.bound ?? null;
    const still = read.filter(({ bound }) => bound === 0);
    const moving = await countAll(
      database,
      selection,
      tiers,
      read.filter(({ bound }) => bound > 0).map(({ id }) => id),
    );
    const page = [...moving, ...still.map(({ id }) => ({ id, value: 0 }))]
      .filter((one) => after === null || isBefore(after, one))
      .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
      .slice(0, limit);
    if (nextBound === null || (nextBound === 0 && still.length >= limit)) return page;
    const last = page.at(-1);
    if (page.length === limit && last !== undefined && last.value > nextBound) return page;
  }
  return [];
}

/** How often each session can have switched at most, the most first; 0 is exact. Of those with 0 only what is behind `after`. */
function findBounds(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  after: SessionPosition | null,
  limit: number | null,
): Promise<z.output<typeof Bound>[]> {
  const isBehind =
    after === null || after.value > 0
      ? Prisma.sql`true`
      : Prisma.sql`(sum(n) > max(n) or session_id collate "C" < ${after.id})`;
  // Each change has a round trip of another tier than the most frequent one before it or behind it.
  return readRows(
    database,
    Bound,
    Prisma.sql`
      select session_id as id, least(sum(n) - 1, 2 * (sum(n) - max(n)))::int as bound
      from (
        select s.session_id, g.tier, sum(g.n) as n, bool_or(g.is_wanted) as is_wanted
        from (
          select t.session, v.tier, sum(c.n) as n, bool_or(${matches(selection, selection.window.fromMs)}) as is_wanted
          from turns t join call_sets k on k.id = t.call_set_id
            cross join lateral unnest(k.route_ids, t.calls) as c(route_id, n)
            join routes o on o.id = c.route_id
            join ${tiersAs(tiers)} on v.id = o.variant_id
          where ${beganWithin(selection)}
          group by 1, 2) as g
          join sessions s on s.id = g.session
        group by 1, 2) as by_tier
      group by 1
      having bool_or(is_wanted) and ${isBehind}
      order by 2 desc, session_id collate "C" desc
      ${limit === null ? Prisma.empty : Prisma.sql`limit ${limit}::int`}`,
  );
}

async function countAll(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  ids: readonly string[],
): Promise<SessionPosition[]> {
  if (ids.length === 0) return [];
  const courses = await readRows(
    database,
    Course,
    Prisma.sql`
      with turns_of as materialized (
        select s.session_id, t.id from sessions s join turns t on t.session = s.id
        where s.session_id = any(${[...ids]}::text[]) and ${beganWithin(selection)})
      select g.session_id as id, array_agg(o.variant_id order by f.started_at, f.id) as "variantIds"
      from turns_of g
        join sessions s on s.session_id = g.session_id
        join round_trips f on f.session = s.id and f.turn_id = g.id
          and f.started_at >= ${timestampOf(selection.window.fromMs - SLACK_MS)}
        join routes o on o.id = f.route_id
      group by 1`,
  );
  return courses.map(({ id, variantIds }) => ({
    id,
    value: countSwitches(variantIds.map((variantId) => tiers.get(variantId))),
  }));
}

function tiersAs(tiers: VariantTiers): Prisma.Sql {
  return Prisma.sql`unnest(${[...tiers.keys()]}::integer[], ${[...tiers.values()]}::text[]) as v(id, tier)`;
}

/** Whether one stands before another in the list. Ids compare by their code units, which for text in ASCII are its bytes. */
function isBefore(a: SessionPosition, b: SessionPosition): boolean {
  return a.value > b.value || (a.value === b.value && a.id > b.id);
}
