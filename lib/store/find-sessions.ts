import { z } from "zod";
import type { SessionPosition, SessionSortKey } from "#lib/domain/session-order.ts";
import { MODEL_PHASES } from "#lib/domain/turn-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { beganWithin, isEverything, matches, type SessionSelection } from "./session-conditions.ts";
import { PHASE_COLUMNS } from "./turn-row.ts";

/** One page of an ordered list, the greatest first. */
export interface SessionPage {
  readonly order: Exclude<SessionSortKey, "switches">;
  /** Where the page before ended; null for the first page. */
  readonly after: SessionPosition | null;
  readonly limit: number;
}

const Row = z.object({ id: z.string(), value: z.number() });

/** How many of the newest turns are looked at for each session that is wanted, one look after the other, and how many at most. */
const LOOKS = [20, 100, 1_500] as const;
const MOST_LOOKED_AT = 100_000;

/** Ids compare by their bytes, whatever the database's own order of text is. */
const ID = Prisma.sql`s.session_id collate "C"`;

const LAST_US = Prisma.sql`max((extract(epoch from t.started_at) * 1000000)::bigint)`;

/** Whole numbers add up to the same in every order. */
const SUMS: Readonly<Record<Exclude<SessionPage["order"], "lastTurnAt">, Prisma.Sql>> = {
  modelMs: Prisma.sql`sum(round((${Prisma.join(
    MODEL_PHASES.map((phase) => Prisma.sql`t.${PHASE_COLUMNS[phase]}`),
    " + ",
  )}) * 1000)::bigint)`,
  roundTrips: Prisma.sql`sum(t.round_trips)`,
};

/**
 * The positions of the sessions with a selected turn, in order, at most `limit`, from behind `after`. What is ordered by, but for
 * the last turn, counts all turns of the session in the window. The newest are found near the end of an index.
 */
export async function findSessions(
  database: Database,
  selection: SessionSelection,
  page: SessionPage,
): Promise<SessionPosition[]> {
  if (page.order !== "lastTurnAt") return await findGreatest(database, selection, page, SUMS[page.order]);
  const looks = new Set(LOOKS.map((each) => Math.min(each * page.limit, MOST_LOOKED_AT)));
  for (const count of looks) {
    const edgeUs = await findEdge(database, selection, page, count);
    if (edgeUs === null) break;
    const rows = await findNewest(database, selection, page, edgeUs);
    if (rows.length === page.limit) return rows;
  }
  return await findNewest(database, selection, page, null);
}

/** The start of the turn so many before the end, in Unix microseconds; null when there are not so many. */
async function findEdge(
  database: Database,
  selection: SessionSelection,
  { after }: SessionPage,
  count: number,
): Promise<number | null> {
  const isBehind = after ? Prisma.sql`and t.started_at <= ${instantOf(after.value)}` : Prisma.empty;
  const [row] = await readRows(
    database,
    z.object({ value: z.number() }),
    Prisma.sql`
      select (extract(epoch from t.started_at) * 1000000)::double precision as value from turns t
      where ${beganWithin(selection)} ${isBehind}
      order by t.started_at desc
      offset ${count - 1}::int limit 1`,
  );
  return row?.value ?? null;
}

function findNewest(
  database: Database,
  selection: SessionSelection,
  { after, limit }: SessionPage,
  edgeUs: number | null,
): Promise<SessionPosition[]> {
  const isWanted = matches(selection, edgeUs === null ? selection.window.fromMs : edgeUs / 1000);
  const isNear = edgeUs === null ? Prisma.empty : Prisma.sql`and t.started_at >= ${instantOf(edgeUs)}`;
  if (edgeUs === null || after === null)
    return readRows(
      database,
      Row,
      Prisma.sql`
        select ${ID} as id, max(g.last)::double precision as value
        from (
          select t.session, ${LAST_US} as last from turns t
          where ${beganWithin(selection)} ${isNear} and ${isWanted} group by t.session) as g
          join sessions s on s.id = g.session
        group by 1 ${having(Prisma.sql`max(g.last)`, after)}
        order by max(g.last) desc, 1 desc
        limit ${limit}::int`,
    );
  // A session that went on behind the cursor stood on a page before.
  return readRows(
    database,
    Row,
    Prisma.sql`
      with near as (
        select distinct s.session_id
        from (
          select distinct t.session from turns t
          where ${beganWithin(selection)} ${isNear} and t.started_at <= ${instantOf(after.value)} and ${isWanted}) as g
          join sessions s on s.id = g.session)
      select ${ID} as id, l.last::double precision as value
      from near s cross join lateral (
        select ${LAST_US} as last from sessions o join turns t on t.session = o.id
        where o.session_id = s.session_id and ${beganWithin(selection)} and ${matches(selection, selection.window.fromMs)}) as l
      where ${behind(Prisma.sql`l.last`, after)}
      order by l.last desc, 1 desc
      limit ${limit}::int`,
  );
}

function findGreatest(
  database: Database,
  selection: SessionSelection,
  { after, limit }: SessionPage,
  sum: Prisma.Sql,
): Promise<SessionPosition[]> {
  const isWanted = isEverything(selection)
    ? Prisma.sql`true`
    : Prisma.sql`bool_or(${matches(selection, selection.window.fromMs)})`;
  return readRows(
    database,
    Row,
    Prisma.sql`
      select ${ID} as id, sum(g.value)::double precision as value
      from (
        select t.session, ${sum} as value, ${isWanted} as is_wanted from turns t
        where ${beganWithin(selection)} group by t.session) as g
        join sessions s on s.id = g.session
      group by 1 ${having(Prisma.sql`sum(g.value)`, after)} ${after ? Prisma.sql`and` : Prisma.sql`having`} bool_or(g.is_wanted)
      order by sum(g.value) desc, 1 desc
      limit ${limit}::int`,
  );
}

function having(value: Prisma.Sql, after: SessionPosition | null): Prisma.Sql {
  return after ? Prisma.sql`having ${behind(value, after)}` : Prisma.empty;
}

function behind(value: Prisma.Sql, after: SessionPosition): Prisma.Sql {
  const at = Prisma.sql`${after.value}::bigint`;
  return Prisma.sql`(${value} < ${at} or (${value} = ${at} and ${ID} < ${after.id}))`;
}

function instantOf(unixUs: number): Prisma.Sql {
  return Prisma.sql`(timestamptz 'epoch' + ${unixUs}::double precision * interval '1 microsecond')`;
}
