import { z } from "zod";
import { chooseCut, TURN_CUTS } from "#lib/domain/figures/cut.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { MODEL_PHASES, type TurnPosition, type TurnSortKey } from "#lib/domain/turn-order.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { narrowWindow } from "./narrow-window.ts";
import { readRows } from "./read-rows.ts";
import { findTurnFigures } from "./rollups/find-turn-figures.ts";
import { filteredBy, startsWithin } from "./round-trip-conditions.ts";
import { TOLD_TURNS } from "./told-rows.ts";
import { type TurnSelection, turnConditions } from "./turn-conditions.ts";
import { PHASE_COLUMNS, TURN_COLUMNS, TurnRow } from "./turn-row.ts";

const SlowestRow = z.object({ id: z.string(), variantId: z.number(), e2eMs: z.number() });

const Row = TurnRow.extend({
  roundTrips: z.number(),
  modelMs: z.number(),
  mainVariantId: z.number().nullable(),
  slowest: SlowestRow.nullable(),
});

/**
 * A turn, how many round trips it took and for how long they had it wait, the model variant of most of them (null without
 * any), and the one with the greatest `e2eMs`.
 */
export type ListedTurnRow = z.output<typeof Row>;

/** One page of an ordered list, the greatest first. */
export interface TurnPage {
  readonly order: TurnSortKey;
  /** Where the page before ended; null for the first page. */
  readonly after: TurnPosition | null;
  readonly limit: number;
}

const ORDER_COLUMNS: Readonly<Record<TurnSortKey, Prisma.Sql>> = {
  startedAt: Prisma.sql`r.started_at`,
  durationMs: Prisma.sql`r.duration_ms`,
  modelMs: modelMsOf(Prisma.sql`r`),
  roundTrips: Prisma.sql`r.round_trips`,
};

/** The index at whose end the first of an order lie. Of `modelMs` that of `durationMs`: no turn waits longer than it takes. */
const INDEXES = {
  startedAt: "startedAt",
  durationMs: "durationMs",
  modelMs: "durationMs",
  roundTrips: null,
} as const;

/**
 * How many turns at the end of the index are looked at for each that is wanted, first and then, and how many at most. What
 * began together lies together; what took as long lies anywhere, so that a wider look would cost more than one at all.
 */
const LOOKS = { startedAt: [100, 1_500], durationMs: [100] };
const MOST_LOOKED_AT = 100_000;

/** Round trips begin while their turn runs; clocks and clients may differ by so much. */
const SLACK = Prisma.sql`interval '1 hour'`;

/**
 * The selected turns in order, at most `limit`, from behind `after`. Looks first near the end of an index. Where too few
 * there are wanted, it looks at all of the window, or of those hours of it of which roll-ups tell that they have them: walking
 * on along the index, one by one, would take longer.
 */
export async function findTurns(
  database: Database,
  selection: TurnSelection,
  page: TurnPage,
): Promise<ListedTurnRow[]> {
  const index = INDEXES[page.order];
  for (const count of index === null ? [] : looksOf(selection, page, index)) {
    const edge = index && (await findEdge(database, selection.window, page, index, count));
    if (index === null || edge === null) break;
    const isNear = Prisma.sql`${ORDER_COLUMNS[index]} >= ${positionOf(index, edge)}`;
    const rows = await findPage(database, selection, page, isNear);
    const last = rows.at(-1);
    const isFull = last !== undefined && rows.length === page.limit;
    // Turns beyond the edge waited less than it says.
    if (isFull && (page.order === index || last.modelMs >= edge)) return rows;
  }
  const window = page.order === "startedAt" ? await hoursOf(database, selection, page) : selection.window;
  return window === null ? [] : await findPage(database, { ...selection, window }, page, Prisma.sql`true`);
}

/** The hours in which a page by time began, as far as roll-ups tell; null when there is nothing. */
async function hoursOf(
  database: Database,
  { window, mainVariantIds, filters }: TurnSelection,
  { after, limit }: TurnPage,
): Promise<TimeWindow | null> {
  if (chooseCut(TURN_CUTS, filteredBy(filters)) === null) return window;
  const wanted = mainVariantIds && new Set(mainVariantIds);
  const page = { descending: true, afterMs: after === null ? null : after.value / 1000, limit };
  return await narrowWindow(window, page, async (part, intervalMs) => {
    const counts = await findTurnFigures(database, {
      ...{ window: part, filters, intervalMs, durations: false },
      by: wanted === null ? [] : ["mainVariant"],
      groupOf: ({ mainVariantId }) =>
        wanted === null || (mainVariantId !== null && wanted.has(mainVariantId)) ? "wanted" : null,
    });
    return counts.map(({ atMs, sums }) => ({ atMs: atMs ?? 0, n: sums.counts.n }));
  });
}

function looksOf(
  { mainVariantIds, filters }: TurnSelection,
  { order, limit }: TurnPage,
  index: "startedAt" | "durationMs",
): readonly number[] {
  const isAnyWanted = mainVariantIds === null && Object.values(filters).flat().length === 0;
  if (isAnyWanted && order === index) return [limit];
  return [...new Set(LOOKS[index].map((each) => Math.min(each * limit, MOST_LOOKED_AT)))];
}

/** The value so many turns before the end of the index; null when there are not so many. */
async function findEdge(
  database: Database,
  window: TimeWindow,
  { order, after }: TurnPage,
  index: "startedAt" | "durationMs",
  count: number,
): Promise<number | null> {
  const isBehind = after && order === index ? Prisma.sql`and ${behind(order, after)}` : Prisma.empty;
  const column = ORDER_COLUMNS[index];
  const value = index === "startedAt" ? Prisma.sql`extract(epoch from ${column}) * 1000000` : column;
  const [row] = await readRows(
    database,
    z.object({ value: z.number() }),
    Prisma.sql`
      select (${value})::double precision as value from turns r
      where ${startsWithin(Prisma.sql`r.started_at`, window)} ${isBehind}
      order by ${column} desc
      offset ${count - 1}::int limit 1`,
  );
  return row?.value ?? null;
}

/** Those of one page among the turns of which a condition on TOLD_TURNS, aliased r, holds. */
function findPage(
  database: Database,
  selection: TurnSelection,
  { order, after, limit }: TurnPage,
  condition: Prisma.Sql,
): Promise<ListedTurnRow[]> {
  const isBehind = after ? Prisma.sql`and ${behind(order, after)}` : Prisma.empty;
  // "offset 0" keeps PostgreSQL from walking along an index for what may not be there. Only the turns of the page are joined
  // with all that is told of them.
  return readRows(
    database,
    Row,
    Prisma.sql`
      with page as (
        select r.id, r.started_at, r.key from (
          select r.id, r.started_at, ${ORDER_COLUMNS[order]} as key from ${TOLD_TURNS} r
          where ${turnConditions(selection)} and ${condition} ${isBehind} offset 0
        ) as r
        order by r.key desc, r.id desc
        limit ${limit}::int
      )
      select ${TURN_COLUMNS}, t.round_trips as "roundTrips", ${modelMsOf(Prisma.sql`t`)} as "modelMs",
        t.main_variant_id as "mainVariantId", s.told as slowest
      from page p
        join ${TOLD_TURNS} t on t.id = p.id and t.started_at = p.started_at
        left join lateral (
          select json_build_object('id', f.id, 'variantId', o.variant_id, 'e2eMs', f.e2e_ms) as told
          from round_trips f join routes o on o.id = f.route_id
          where f.turn_id = t.id and f.started_at >= t.started_at - ${SLACK}
            and f.started_at < t.started_at + t.duration_ms * interval '1 millisecond' + ${SLACK}
          order by f.e2e_ms desc, f.id limit 1) s on true
      order by p.key desc, t.id desc`,
  );
}

function behind(order: TurnSortKey, { value, id }: TurnPosition): Prisma.Sql {
  const [key, at] = [ORDER_COLUMNS[order], positionOf(order, value)];
  return Prisma.sql`${key} <= ${at} and (${key} < ${at} or r.id < ${id})`;
}

/** A value of an order as its column has it; an instant comes in whole microseconds, so that it is met exactly. */
function positionOf(order: TurnSortKey, value: number): Prisma.Sql {
  const at = Prisma.sql`${value}::double precision`;
  return order === "startedAt" ? Prisma.sql`(timestamptz 'epoch' + ${at} * interval '1 microsecond')` : at;
}

/** The same sum in the same order everywhere, so that a value that was told is met again to the last digit. */
function modelMsOf(alias: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(
    MODEL_PHASES.map((phase) => Prisma.sql`${alias}.${PHASE_COLUMNS[phase]}`),
    " + ",
  )})`;
}
