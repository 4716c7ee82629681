import { CUTS, chooseCut } from "#lib/domain/figures/cut.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import { boundOfExtremes } from "#lib/domain/histogram/bound-of-extremes.ts";
import type { RoundTripOrder, RoundTripPosition, RoundTripSortKey } from "#lib/domain/round-trip-order.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { endsAs } from "./ends-as.ts";
import { hasFigure, isInRange } from "./figure-range.ts";
import { findDataExtent } from "./find-meta.ts";
import { narrowWindow } from "./narrow-window.ts";
import { readRows } from "./read-rows.ts";
import { findFigures } from "./rollups/find-figures.ts";
import {
  filteredBy,
  isNarrowed,
  type RoundTripSelection,
  roundTripConditions,
  startsWithin,
} from "./round-trip-conditions.ts";
import { ROUND_TRIP_COLUMNS, RoundTripRow } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

/** One page of an ordered list. */
export interface RoundTripPage {
  readonly order: RoundTripOrder;
  /** Where the page before ended; null for the first page. */
  readonly after: RoundTripPosition | null;
  readonly limit: number;
  /** Only complete ones with a figure in this range; null for all. */
  readonly range?: FigureRange | null;
}

const ORDER_COLUMNS: Readonly<Record<RoundTripSortKey, Prisma.Sql>> = {
  startedAt: Prisma.sql`r.started_at`,
  streamOpenMs: Prisma.sql`r.stream_open_ms`,
  ttftMs: Prisma.sql`r.ttft_ms`,
  ttfoMs: Prisma.sql`r.ttfo_ms`,
  e2eMs: Prisma.sql`r.e2e_ms`,
  inputTokens: Prisma.sql`r.input_tokens`,
  cachedInputTokens: Prisma.sql`r.cached_input_tokens`,
  outputTokens: Prisma.sql`r.output_tokens`,
  reasoningTokens: Prisma.sql`r.reasoning_tokens`,
  decodeTokensPerSecond: Prisma.sql`r.decode_tokens_per_second`,
  e2eTokensPerSecond: Prisma.sql`r.e2e_tokens_per_second`,
};

/** The selected round trips in order, at most `limit`, from behind `after`. */
export async function findRoundTrips(
  database: Database,
  selection: RoundTripSelection,
  page: RoundTripPage,
): Promise<RoundTripRow[]> {
  const { order, after, limit, range = null } = page;
  const isNear = await nearEnd(database, selection, page);
  const ended = await endsAs(database, selection.filters);
  const column = ORDER_COLUMNS[order.key];
  const direction = order.descending ? Prisma.sql`desc` : Prisma.sql`asc`;
  // A start is never unknown; saying "nulls last" there would keep PostgreSQL from walking the index backwards.
  const nulls = order.key === "startedAt" ? Prisma.empty : Prisma.sql`nulls last`;
  const isBehind = after ? Prisma.sql`and ${behind(column, order, after)}` : Prisma.empty;
  const isAsked = range ? Prisma.sql`${hasFigure(range)} and ${isInRange(range)}` : Prisma.sql`true`;
  return await readRows(
    database,
    RoundTripRow,
    Prisma.sql`
      select ${ROUND_TRIP_COLUMNS}
      from ${TOLD_ROUND_TRIPS} r
      where ${roundTripConditions(selection)} and ${ended} and ${isAsked} and ${isNear} ${isBehind}
      order by ${column} ${direction} ${nulls}, r.id ${direction}
      limit ${limit}::int`,
  );
}

/** Keys that are rolled up, and that an index of the facts begins with. */
const BOUNDED_KEYS = ["ttftMs", "e2eMs"] as const satisfies readonly (RoundTripSortKey & Figure)[];

/** A shorter window is read as quickly as anything that could be known of it. */
const LONG_MS = 2 * 3_600_000;

/** Where that is rolled up, the page is found without looking at what lies far from it. */
async function nearEnd(
  database: Database,
  { window: asked, ...selected }: RoundTripSelection,
  page: RoundTripPage,
): Promise<Prisma.Sql> {
  const { order, after, range = null } = page;
  // Where the end of a range lies, the figures of all do not tell; and what is unknown comes last.
  if (range !== null || (after !== null && after.value === null)) return Prisma.sql`true`;
  if (asked !== null && asked.toMs - asked.fromMs <= LONG_MS) return Prisma.sql`true`;
  if (chooseCut(CUTS, filteredBy(selected.filters)) === null) return Prisma.sql`true`;
  // Of all that is rolled up, what is still there to be listed.
  const { firstMs, lastMs } = await findDataExtent(database);
  if (firstMs === null || lastMs === null) return Prisma.sql`true`;
  const window = {
    fromMs: Math.max(firstMs, asked?.fromMs ?? firstMs),
    toMs: Math.min(lastMs + 1, asked?.toMs ?? lastMs + 1),
  };
  if (order.key === "startedAt")
    return isNarrowed(selected)
      ? await nearInTime(database, { ...selected, window }, page)
      : Prisma.sql`true`;
  const figure = BOUNDED_KEYS.find((name) => name === order.key);
  return figure === undefined
    ? Prisma.sql`true`
    : await nearInValue(database, { ...selected, window }, figure, page);
}

const OF_ALL = { by: [], groupOf: () => "all" };

/** The hours in which the page began: without them, what is no longer there would be looked for from the end on. */
async function nearInTime(
  database: Database,
  selection: RoundTripSelection & { readonly window: TimeWindow },
  { order: { descending }, after, limit }: RoundTripPage,
): Promise<Prisma.Sql> {
  const afterMs = after === null ? null : (after.value ?? 0) / 1000;
  const narrow = await narrowWindow(
    selection.window,
    { descending, afterMs, limit },
    async (window, intervalMs) => {
      const asked = { ...OF_ALL, selection: { ...selection, window }, figures: [], intervalMs };
      const counts = await findFigures(database, asked);
      return counts.map(({ atMs, sums }) => ({ atMs: atMs ?? 0, n: sums.counts.n }));
    },
  );
  return narrow === null ? Prisma.sql`false` : startsWithin(Prisma.sql`r.started_at`, narrow);
}

/** The value beyond which there is enough for the page. */
async function nearInValue(
  database: Database,
  selection: RoundTripSelection,
  figure: (typeof BOUNDED_KEYS)[number],
  { order, after, limit }: RoundTripPage,
): Promise<Prisma.Sql> {
  const [all] = await findFigures(database, { ...OF_ALL, selection, figures: [figure], intervalMs: null });
  const extreme = order.descending ? "greatest" : "least";
  const bound = all && boundOfExtremes(all.sums.histogram(figure), extreme, limit, after?.value ?? null);
  if (bound === undefined || bound === null) return Prisma.sql`true`;
  // By route, since that is how the index of the figures begins; what is unknown comes last and is not among these.
  const ofVariants = selection.variantIds
    ? Prisma.sql`where o.variant_id = any(${[...selection.variantIds]}::int[])`
    : Prisma.empty;
  const beyond = order.descending ? Prisma.sql`>=` : Prisma.sql`<=`;
  return Prisma.sql`${ORDER_COLUMNS[figure]} ${beyond} ${bound}::double precision
    and r.route_id = any(array(select o.id from routes o ${ofVariants}))`;
}

function behind(column: Prisma.Sql, order: RoundTripOrder, { value, id }: RoundTripPosition): Prisma.Sql {
  const further = order.descending ? Prisma.sql`<` : Prisma.sql`>`;
  if (value === null) return Prisma.sql`${column} is null and r.id ${further} ${id}`;
  if (order.key === "startedAt") {
    // Whole microseconds, so that the instant is met exactly.
    const instant = Prisma.sql`(timestamptz 'epoch' + ${value}::double precision * interval '1 microsecond')`;
    return Prisma.sql`(${column}, r.id) ${further} (${instant}, ${id})`;
  }
  const at = Prisma.sql`${value}::double precision`;
  return Prisma.sql`(${column} ${further} ${at} or (${column} = ${at} and r.id ${further} ${id}) or ${column} is null)`;
}
