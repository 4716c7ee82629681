import { z } from "zod";
import type { SessionPosition } from "#lib/domain/session-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import type { VariantTiers } from "./find-tier-figures.ts";
import { readRows } from "./read-rows.ts";
import { timestampOf } from "./round-trip-conditions.ts";
import { beganWithin, isEverything, matches, type SessionSelection, SLACK_MS } from "./session-conditions.ts";

/** So many bounds are read at first, before all are, for each session that is wanted. */
const BOUNDS_EACH = 400;
/** Of how many sessions more the round trips are read each time, for each session that is wanted. */
const READ_EACH = 10;

const Bound = z.object({ id: z.string(), bound: z.number() });
const Position = z.object({ id: z.string(), value: z.number() });

/**
 * The positions of the sessions with a selected turn, those first whose round trips in the window went on in another tier most
 * often, at most `limit`, from behind `after`. How many round trips of each tier its turns had bounds how often a session can
 * have switched: only the sessions at the upper end are read, until no other can come before them.
 */
export async function findSwitchingSessions(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  page: { readonly after: SessionPosition | null; readonly limit: number },
): Promise<SessionPosition[]> {
  const most = BOUNDS_EACH * page.limit;
  const first = await findBounds(database, selection, tiers, page.after, most + 1);
  const found = await readFrom(
    database,
    selection,
    tiers,
    page,
    first.slice(0, most),
    first[most]?.bound ?? null,
  );
  if (found !== null) return found;
  const all = await findBounds(database, selection, tiers, page.after, null);
  return (await readFrom(database, selection, tiers, page, all, null)) ?? [];
}

/** A page from these sessions, the greatest bound first; null when one beyond them, of `nextBound` at most, may belong to it. */
async function readFrom(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  { after, limit }: { readonly after: SessionPosition | null; readonly limit: number },
  bounds: readonly z.output<typeof Bound>[],
  nextBound: number | null,
): Promise<SessionPosition[] | null> {
  const moving = bounds.filter(({ bound }) => bound > 0).map(({ id }) => id);
  const still = bounds.slice(moving.length).map(({ id }) => ({ id, value: 0 }));
  const counted: SessionPosition[] = [];
  for (let read = 0; ; read += READ_EACH * limit) {
    const ids = moving.slice(read, read + READ_EACH * limit);
    counted.push(...(await countSwitchesOf(database, selection, tiers, ids)));
    const page = [...counted, ...still]
      .filter((one) => after === null || isBefore(after, one))
      .toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
      .slice(0, limit);
    const done = read + ids.length;
    const beyond = done < moving.length ? (bounds[done]?.bound ?? 0) : nextBound;
    if (beyond === null || (beyond === 0 && still.length >= limit)) return page;
    const last = page.at(-1);
    if (page.length === limit && last !== undefined && last.value > beyond) return page;
    if (done >= moving.length) return null;
  }
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
      : Prisma.sql`(min(g.first) < max(g.last) or s.session_id collate "C" < ${after.id})`;
  const isWanted = isEverything(selection)
    ? Prisma.sql`true`
    : Prisma.sql`bool_or(${matches(selection, selection.window.fromMs)})`;
  // Within a turn each change has a round trip of another tier than the most frequent one before it or behind it; and there
  // may be one from each turn to the next, where there is more than one tier.
  return readRows(
    database,
    Bound,
    Prisma.sql`
      with sets as materialized (
        select k.id, array_agg(v.tier order by u.position) as tiers, min(v.tier) as first, max(v.tier) as last
        from call_sets k cross join lateral unnest(k.route_ids) with ordinality as u(route_id, position)
          join routes o on o.id = u.route_id
          join ${tiersAs(tiers)} on v.id = o.variant_id
        group by k.id)
      select s.session_id as id,
        (case when min(g.first) = max(g.last) then 0 else sum(g.within) + sum(g.turns) - 1 end)::int as bound
      from (
        select t.session, count(*) as turns, min(k.first) as first, max(k.last) as last, ${isWanted} as is_wanted,
          sum(case when k.first = k.last then 0 else least(t.round_trips - 1, 2 * (t.round_trips - (
            select max(b.n) from (
              select sum(c.n) as n from unnest(k.tiers, t.calls) as c(tier, n) group by c.tier) as b))) end) as within
        from turns t join sets k on k.id = t.call_set_id
        where ${beganWithin(selection)}
        group by 1) as g
        join sessions s on s.id = g.session
      group by s.session_id
      having bool_or(g.is_wanted) and ${isBehind}
      order by 2 desc, s.session_id collate "C" desc
      ${limit === null ? Prisma.empty : Prisma.sql`limit ${limit}::int`}`,
  );
}

async function countSwitchesOf(
  database: Database,
  selection: SessionSelection,
  tiers: VariantTiers,
  ids: readonly string[],
): Promise<SessionPosition[]> {
  if (ids.length === 0) return [];
  return await readRows(
    database,
    Position,
    Prisma.sql`
      with own as materialized (
        select s.id, s.session_id from sessions s where s.session_id = any(${[...ids]}::text[])),
      turns_of as materialized (
        select t.id from own o join turns t on t.session = o.id where ${beganWithin(selection)})
      select c.session_id as id, count(*) filter (where c.tier <> c.before)::int as value
      from (
        select o.session_id, v.tier, lag(v.tier) over (partition by o.session_id order by f.started_at, f.id) as before
        from own o
          join round_trips f on f.session = o.id and f.started_at >= ${timestampOf(selection.window.fromMs - SLACK_MS)}
          join turns_of t on t.id = f.turn_id
          join routes r on r.id = f.route_id
          join ${tiersAs(tiers)} on v.id = r.variant_id) as c
      group by 1`,
  );
}

/** The tier of each model variant as a table, v. */
function tiersAs(tiers: VariantTiers): Prisma.Sql {
  return Prisma.sql`unnest(${[...tiers.keys()]}::integer[], ${[...tiers.values()]}::text[]) as v(id, tier)`;
}

/** Whether one stands before another in the list. Ids compare by their code units, which for text in ASCII are its bytes. */
function isBefore(a: SessionPosition, b: SessionPosition): boolean {
  return a.value > b.value || (a.value === b.value && a.id > b.id);
}
