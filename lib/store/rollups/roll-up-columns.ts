import type { Figure } from "#lib/domain/figures/figure.ts";
import { COUNTS, ENDING_COUNTS } from "#lib/domain/figures/figure-sums.ts";
import { TURN_COUNTS } from "#lib/domain/figures/turn-sums.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { Prisma } from "#prisma/generated/client.ts";

/** A field's column. */
export function column(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function named(fields: readonly string[], columnOf = column): Prisma.Sql {
  return Prisma.raw(fields.map((field) => `r.${columnOf(field)} as "${field}"`).join(", "));
}

/** The counts of a roll-up of round trips, from its table aliased r. */
export const COUNT_COLUMNS = named(COUNTS);

/** Those of them that tell how round trips ended. */
export const ENDING_COLUMNS = named(ENDING_COUNTS);

/** The sums of all or of those over several rows. */
export const COUNT_SUMS = summed(COUNTS);
export const ENDING_SUMS = summed(ENDING_COUNTS);

function summed(fields: readonly string[]): Prisma.Sql {
  return Prisma.raw(fields.map((name) => `sum(r.${column(name)})::float8 as "${name}"`).join(", "));
}

/** The encoded histograms of these figures, from a roll-up of round trips aliased r. */
export function figureColumns(figures: readonly Figure[]): Prisma.Sql {
  return named(figures);
}

/** The counts of a roll-up of turns, from its table aliased r. */
export const TURN_COUNT_COLUMNS = named(TURN_COUNTS);

/** The ms of each phase by its name, from turns or a roll-up of them, aliased r. */
export const TURN_PHASE_COLUMNS = named(PHASES, (phase) => `${column(phase)}_ms`);

/** The sums of both over several rows. */
export const TURN_SUMS = Prisma.raw(
  [
    ...TURN_COUNTS.map((name) => `sum(r.${column(name)})::float8 as "${name}"`),
    ...PHASES.map((phase) => `sum(r.${column(phase)}_ms) as "${phase}"`),
  ].join(", "),
);
