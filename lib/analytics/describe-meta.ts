import type { Dimension, RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { foldsPeople, nameOfValue, tellPerson } from "#lib/domain/settings/presentation.ts";
import { findLastReadingMs } from "#lib/store/find-last-reading.ts";
import { type DataExtent, findDataExtent, findRowCounts, type RowCounts } from "#lib/store/find-meta.ts";
import { findLastMetricMs } from "#lib/store/find-metric-points.ts";
import { type CountedDimension, findValueCounts } from "#lib/store/find-value-counts.ts";
import { VARIANT_DIMENSIONS } from "#lib/store/round-trip-conditions.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ClassifiedVariant } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** A value of a dimension (null for unknown), what it is called, and the number of round trips that have it. */
export interface DimensionValue {
  readonly value: string | null;
  readonly name: string | null;
  readonly n: number;
}

/** The values of each dimension, most frequent first; sessionId and turnId have too many to list. */
export type DimensionValues = Readonly<Partial<Record<Dimension, readonly DimensionValue[]>>>;

/** What there is to ask about. */
export interface Meta extends DataExtent {
  readonly dimensions: DimensionValues;
  /** Rows of each kind, all time. */
  readonly rows: RowCounts;
}

/** How many values of one dimension are listed. */
const MOST_VALUES = 200;

/** Describes all data there is; the dimension values are those of the round trips asked for. */
export async function describeMeta(question: RoundTripQuestion, database = sharedDatabase()): Promise<Meta> {
  const [dimensions, extent, rows] = await Promise.all([
    listDimensionValues(question, undefined, database),
    findDataExtent(database),
    findRowCounts(database),
  ]);
  return { dimensions, ...extent, rows };
}

/** When the data begins and ends, in Unix ms; null when there is none. */
export function describeDataExtent(database = sharedDatabase()): Promise<DataExtent> {
  return findDataExtent(database);
}

/** When the data that tiers are made from ends, in Unix ms: round trips, turns, or metrics alone. */
export async function describeTierExtent(
  database = sharedDatabase(),
): Promise<{ readonly lastMs: number | null }> {
  const [{ lastMs }, lastMetricMs] = await Promise.all([
    findDataExtent(database),
    findLastMetricMs(database),
  ]);
  return { lastMs: lastOf(lastMs, lastMetricMs) };
}

/** When the data that limits are told from ends, in Unix ms (round trips, turns, or readings alone), and the readings. */
export async function describeLimitExtent(
  database = sharedDatabase(),
): Promise<{ readonly lastMs: number | null; readonly lastReadingMs: number | null }> {
  const [{ lastMs }, lastReadingMs] = await Promise.all([
    findDataExtent(database),
    findLastReadingMs(database),
  ]);
  return { lastMs: lastOf(lastMs, lastReadingMs), lastReadingMs };
}

function lastOf(...instants: readonly (number | null)[]): number | null {
  const known = instants.filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/**
 * The values of each dimension within the round trips asked for, or of those wanted, which is less work; the variant tells
 * tiers, models and all else that a variant has.
 */
export async function listDimensionValues(
  question: RoundTripQuestion,
  wanted?: readonly CountedDimension[],
  database = sharedDatabase(),
): Promise<DimensionValues> {
  return await withVariants(database, async (variants) => {
    const counts = await findValueCounts(database, selectRoundTrips(question, variants), wanted);
    const people = counts.filter(({ dimension, value }) => dimension === "person" && value !== null).length;
    const folds = foldsPeople(variants.presentation, people, question.filters);
    const values = new Map<Dimension, Map<string | null, number>>();
    const add = (dimension: Dimension, value: string | null, n: number): void => {
      const of = values.get(dimension) ?? new Map<string | null, number>();
      values.set(dimension, of.set(value, (of.get(value) ?? 0) + n));
    };
    for (const { dimension, value, n } of counts) {
      if (dimension === "person") add(dimension, folds ? null : tellPerson(variants.presentation, value), n);
      else if (dimension !== "variantId") add(dimension, value, n);
      else for (const [name, part] of partsOf(variants.of(Number(value)))) add(name, part, n);
    }
    return Object.fromEntries(
      [...values].map(([dimension, of]) => [
        dimension,
        [...of]
          .map(([value, n]) => ({ value, name: nameOfValue(variants.presentation, dimension, value), n }))
          .toSorted((a, b) => b.n - a.n || (a.value ?? "").localeCompare(b.value ?? ""))
          .slice(0, MOST_VALUES),
      ]),
    );
  });
}

function partsOf(variant: ClassifiedVariant): [Dimension, string | null][] {
  return VARIANT_DIMENSIONS.map((dimension) => [dimension, variant[dimension]]);
}
