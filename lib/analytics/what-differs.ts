import { CUTS, chooseCut } from "#lib/domain/figures/cut.ts";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import {
  DIMENSIONS,
  type Dimension,
  type RoundTripFilters,
  type RoundTripQuestion,
} from "#lib/domain/round-trip-filter.ts";
import { tellPersonIn } from "#lib/domain/settings/presentation.ts";
import { timeSlices } from "#lib/domain/time-slices.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findDifferences } from "#lib/domain/what-differs/find-differences.ts";
import { jointCounts } from "#lib/domain/what-differs/joint-counts.ts";
import type { SessionCell } from "#lib/domain/what-differs/selection-tally.ts";
import { tallySelection } from "#lib/domain/what-differs/tally-selection.ts";
import type { WhatDiffers } from "#lib/domain/what-differs/what-differs.ts";
import {
  type BoxSelection,
  countFactCells,
  countFactMeasures,
  type FactCell,
  type FactQuestion,
  MEASURES,
  type Measure,
} from "#lib/store/count-facts.ts";
import type { Database } from "#lib/store/database.ts";
import { DimensionCache } from "#lib/store/rollups/dimension-rows.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { filteredBy, type RoundTripSelection, VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** What is selected: round trips that begin within `window`, have a figure in `range`, and all that `filters` ask for. */
export interface Box {
  readonly window: TimeWindow;
  /** With one, only complete round trips that have the figure are compared. */
  readonly range: FigureRange | null;
  readonly filters: RoundTripFilters;
}

/** Which round trips to compare: those in the box with all others that the question is about. */
export interface DifferenceQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly box: Box;
}

/** How selected round trips differ, and how much of the time was looked at to tell. */
export interface SampledDifferences extends WhatDiffers {
  /** The share (0 to 1) of the box's time that the selected ones were read of; 1 for all. */
  readonly selectedTimeShare: number;
  /** The same of the window, for the rest. */
  readonly restTimeShare: number;
}

/** How many facts are read on each side, about; of more a sample. */
const MOST_FACTS = 150_000;

const COMPARED = DIMENSIONS.filter((name) => name !== "sessionId" && name !== "turnId");

/** Each contains the ones before it, so that it differs wherever they do. */
const CONTAINING = [
  "connectMs",
  "streamOpenMs",
  "ttftMs",
  "ttfoMs",
  "e2eMs",
] as const satisfies readonly Measure[];

/**
 * Answers what selected round trips have in common that the others of the window have not. Where there are more than about
 * `mostFacts` on a side, those are taken that began within slices of its time.
 */
export async function whatDiffers(
  question: DifferenceQuestion,
  database: Database = sharedDatabase(),
  mostFacts = MOST_FACTS,
): Promise<SampledDifferences> {
  const { window, box } = question;
  return await withVariants(database, async (variants) => {
    const among = selectRoundTrips(question, variants);
    const boxed: BoxSelection = { ...selectRoundTrips(box, variants), window: box.window, range: box.range };
    const [selectedTimeShare, restTimeShare] = await Promise.all([
      timeShare(database, { ...among, window: box.window }, mostFacts),
      timeShare(database, { ...among, window }, mostFacts),
    ]);
    const inside = {
      among,
      box: boxed,
      side: "inside",
      slices: timeSlices(box.window, selectedTimeShare),
    } as const;
    const outside = {
      among,
      box: boxed,
      side: "outside",
      slices: timeSlices(window, restTimeShare),
    } as const;
    const [selected, rest, selectedMeasures, restMeasures] = await Promise.all([
      sessionCells(database, inside, variants),
      sessionCells(database, outside, variants),
      countFactMeasures(database, inside),
      countFactMeasures(database, outside),
    ]);
    const cells = [...selected, ...rest];
    const { people } = variants.presentation;
    const compared = people === "hidden" ? COMPARED.filter((name) => name !== "person") : COMPARED;
    const differences = findDifferences(tallySelection(cells, compared), {
      measures: MEASURES.flatMap((measure) => {
        const [a, b] = [selectedMeasures.get(measure), restMeasures.get(measure)];
        return a && b ? [{ measure, selected: a, rest: b }] : [];
      }),
      functionsOfSelection: [...Object.keys(box.filters), ...measuresThatFollow(box.range)],
      jointOf: (one, other) => jointCounts(cells, one, other),
    });
    return { ...differences, selectedTimeShare, restTimeShare };
  });
}

/** Which share of a window has about so many facts to be read; filters that an index answers make them fewer. */
async function timeShare(
  database: Database,
  { window, filters }: RoundTripSelection,
  mostFacts: number,
): Promise<number> {
  const { client, clientVersion, person, team, repository } = filters;
  const ofCaller = Object.fromEntries(
    Object.entries({ client, clientVersion, person, team, repository }).filter(
      ([, values]) => values !== undefined,
    ),
  );
  const isTold = chooseCut(CUTS, filteredBy(ofCaller)) !== null;
  const [all] = await findFigures(database, {
    selection: { window, variantIds: null, filters: isTold ? ofCaller : {} },
    figures: [],
    by: [],
    groupOf: () => "all",
    intervalMs: null,
  });
  return Math.min(1, mostFacts / Math.max(1, all?.sums.counts.n ?? 0));
}

const known = new WeakMap<Database, DimensionCache>();

async function sessionCells(
  database: Database,
  question: FactQuestion,
  variants: ClassifiedVariants,
): Promise<readonly SessionCell[]> {
  const cells = await countFactCells(database, question);
  const cache = known.get(database) ?? new DimensionCache();
  known.set(database, cache);
  await cache.learn(database, {
    routes: cells.map(({ routeId }) => routeId),
    callers: cells.map(({ callerId }) => callerId),
    endings: cells.map(({ endingId }) => endingId),
  });
  return cells.map((cell) => ({
    session: cell.session,
    values: valuesOf(cell, cache, variants),
    selected: question.side === "inside" ? cell.n : 0,
    rest: question.side === "inside" ? 0 : cell.n,
  }));
}

function valuesOf(
  { callerId, routeId, endingId }: FactCell,
  { callers, routes, endings }: DimensionCache,
  variants: ClassifiedVariants,
): Readonly<Partial<Record<Dimension, string | null>>> {
  const [caller, route, ending] = [callers.get(callerId), routes.get(routeId), endings.get(endingId)];
  const variant = route && variants.of(route.variantId);
  const text = (value: string | number | boolean | null | undefined) =>
    value == null ? null : String(value);
  return {
    client: text(caller?.client),
    clientVersion: text(caller?.clientVersion),
    person: caller ? tellPersonIn(variants.presentation, caller) : null,
    team: text(caller?.team),
    repository: text(caller?.repository),
    transport: text(route?.transport),
    connectionReused: text(route?.connectionReused),
    basis: text(route?.basis),
    outcome: text(ending?.outcome),
    errorType: text(ending?.errorType),
    statusCode: text(ending?.statusCode),
    ...Object.fromEntries(VARIANT_DIMENSIONS.map((name) => [name, text(variant?.[name])])),
  };
}

/** What is selected by, and what contains it. */
function measuresThatFollow(range: FigureRange | null): readonly string[] {
  if (range === null) return [];
  const place = (CONTAINING as readonly string[]).indexOf(range.figure);
  if (place >= 0) return CONTAINING.slice(place);
  return range.figure === "e2eTokensPerSecond" ? [range.figure, "e2eMs"] : [range.figure];
}
