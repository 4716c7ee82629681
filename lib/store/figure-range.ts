import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { column } from "./rollups/roll-up-columns.ts";

/** The condition on TOLD_ROUND_TRIPS, aliased r, that the figure counts: of complete round trips that have it. */
export function hasFigure(range: FigureRange): Prisma.Sql {
  return Prisma.sql`(r.outcome = 'complete' and ${figureColumn(range)} is not null)`;
}

/** The condition that the figure lies in the range; null is no condition. */
export function isInRange(range: FigureRange | null): Prisma.Sql {
  if (range === null) return Prisma.sql`true`;
  const { min, max } = range;
  const conditions = [
    ...(min === null ? [] : [Prisma.sql`${figureColumn(range)} >= ${min}::float8`]),
    ...(max === null ? [] : [Prisma.sql`${figureColumn(range)} <= ${max}::float8`]),
  ];
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, " and ");
}

function figureColumn({ figure }: FigureRange): Prisma.Sql {
  return Prisma.raw(`r.${column(figure)}`);
}
