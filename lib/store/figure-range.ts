import type { Figure } from "#lib/domain/figures/figure.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { column } from "./rollups/roll-up-columns.ts";

/** Values of a figure from `min` to `max`, each null for any. */
export interface FigureRange {
  readonly figure: Figure;
  readonly min: number | null;
  readonly max: number | null;
}

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
