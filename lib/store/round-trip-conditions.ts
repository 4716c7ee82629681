import type { Dimension, RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** Dimensions that a round trip has through its model variant. */
export const VARIANT_DIMENSIONS = [
  "provider",
  "model",
  "tier",
  "serviceTier",
  "reasoningEffort",
] as const satisfies readonly Dimension[];

/** Which round trips a query is about. */
export interface RoundTripSelection {
  readonly window: TimeWindow | null;
  /** Ids of the model variants wanted; null for all. */
  readonly variantIds: readonly number[] | null;
  /** Everything else; what belongs to the model variant is ignored here. */
  readonly filters: RoundTripFilters;
}

type ColumnDimension = Exclude<Dimension, (typeof VARIANT_DIMENSIONS)[number]>;

interface Column {
  readonly name: Prisma.Sql;
  /** The array of values as a parameter of the column's own type, so that an index stays usable. */
  readonly values: (known: readonly string[]) => Prisma.Sql;
}

const texts = (known: readonly string[]): Prisma.Sql => Prisma.sql`${[...known]}::text[]`;

/** Columns of TOLD_ROUND_TRIPS by dimension; its alias is r. */
export const COLUMNS: Readonly<Record<ColumnDimension, Column>> = {
  client: { name: Prisma.sql`r.client`, values: texts },
  clientVersion: { name: Prisma.sql`r.client_version`, values: texts },
  transport: { name: Prisma.sql`r.transport`, values: texts },
  connectionReused: {
    name: Prisma.sql`r.connection_reused`,
    values: (known) => Prisma.sql`${known.map((value) => value === "true")}::boolean[]`,
  },
  sessionId: { name: Prisma.sql`r.session_id`, values: texts },
  turnId: { name: Prisma.sql`r.turn_id`, values: texts },
  person: { name: Prisma.sql`r.person`, values: texts },
  team: { name: Prisma.sql`r.team`, values: texts },
  repository: { name: Prisma.sql`r.repository`, values: texts },
  outcome: { name: Prisma.sql`r.outcome`, values: texts },
  errorType: { name: Prisma.sql`r.error_type`, values: texts },
  statusCode: {
    name: Prisma.sql`r.status_code`,
    values: (known) => Prisma.sql`${known.map(Number)}::integer[]`,
  },
  basis: { name: Prisma.sql`r.basis`, values: texts },
};

/** The condition on TOLD_ROUND_TRIPS, aliased r, that a selection means. */
export function roundTripConditions({ window, variantIds, filters }: RoundTripSelection): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (window) conditions.push(startsWithin(Prisma.sql`r.started_at`, window));
  if (variantIds) conditions.push(Prisma.sql`r.variant_id = any(${[...variantIds]}::integer[])`);
  for (const [dimension, column] of Object.entries(COLUMNS)) {
    const wanted = filters[dimension as ColumnDimension];
    if (wanted && wanted.length > 0) conditions.push(isAmong(column, wanted));
  }
  return Prisma.join(conditions, " and ");
}

/** The condition that an instant lies in the window. */
export function startsWithin(instant: Prisma.Sql, window: TimeWindow): Prisma.Sql {
  return Prisma.sql`${instant} >= ${timestampOf(window.fromMs)} and ${instant} < ${timestampOf(window.toMs)}`;
}

/** The condition that an instant lies in one of several windows. */
export function startsWithinAny(instant: Prisma.Sql, windows: readonly TimeWindow[]): Prisma.Sql {
  const each = windows.map((window) => Prisma.sql`(${startsWithin(instant, window)})`);
  return Prisma.sql`(${Prisma.join(each, " or ")})`;
}

/** The dimensions of the round trip itself, not of its model variant, that filters narrow. */
export function filteredBy(filters: RoundTripFilters): readonly ColumnDimension[] {
  return (Object.keys(COLUMNS) as ColumnDimension[]).filter(
    (dimension) => (filters[dimension]?.length ?? 0) > 0,
  );
}

/** Whether a selection leaves out round trips of its window. */
export function isNarrowed({ variantIds, filters }: Omit<RoundTripSelection, "window">): boolean {
  return variantIds !== null || filteredBy(filters).length > 0;
}

/** Unix ms as a timestamp, to the microsecond. */
export function timestampOf(unixMs: number): Prisma.Sql {
  return Prisma.sql`to_timestamp(${unixMs}::double precision / 1000)`;
}

function isAmong(column: Column, wanted: readonly (string | null)[]): Prisma.Sql {
  const known = wanted.filter((value) => value !== null);
  const among = Prisma.sql`${column.name} = any(${column.values(known)})`;
  return wanted.includes(null) ? Prisma.sql`(${among} or ${column.name} is null)` : among;
}
