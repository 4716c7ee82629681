import { FIGURES } from "#lib/domain/figures/figure.ts";
import type { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import type { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { addPartitions } from "../add-partitions.ts";
import { insertRows } from "../insert-rows.ts";
import { FIGURE_ROW_FIELDS, TURN_ROW_FIELDS } from "./key-fields.ts";

type Transaction = Prisma.TransactionClient;

/** How long the stretches are that one row stands for. */
export type Grain = "hourly" | "daily";

/** Replaces the roll-ups of round trips for the stretch that begins at `startMs`, by key. */
export async function writeFigures(
  transaction: Transaction,
  grain: Grain,
  startMs: number,
  sums: ReadonlyMap<number, FigureSums>,
): Promise<void> {
  const table = `${grain}_figures` as const;
  await clear(transaction, table, startMs);
  if (sums.size === 0) return;
  await addPartitions(transaction, table, [startMs]);
  // Rows of one cut lie next to each other, since their keys were made together.
  const rows = [...sums]
    .toSorted(([a], [b]) => a - b)
    .map(([keyId, sum]) => ({
      startedAtMs: startMs,
      keyId,
      ...sum.counts,
      ...(Object.fromEntries(FIGURES.map((figure) => [figure, sum.encoded(figure)])) as Record<
        (typeof FIGURES)[number],
        Uint8Array | null
      >),
    }));
  await insertRows(transaction, table, FIGURE_ROW_FIELDS, rows);
}

/** Replaces the roll-ups of turns for the stretch that begins at `startMs`, by key. */
export async function writeTurnFigures(
  transaction: Transaction,
  grain: Grain,
  startMs: number,
  sums: ReadonlyMap<number, TurnSums>,
): Promise<void> {
  const table = `${grain}_turn_figures` as const;
  await clear(transaction, table, startMs);
  if (sums.size === 0) return;
  await addPartitions(transaction, table, [startMs]);
  const rows = [...sums]
    .toSorted(([a], [b]) => a - b)
    .map(([keyId, sum]) => ({
      startedAtMs: startMs,
      keyId,
      ...sum.counts,
      calls: sum.calls,
      ...(Object.fromEntries(PHASES.map((phase) => [`${phase}Ms`, sum.phases[phase]])) as Record<
        `${(typeof PHASES)[number]}Ms`,
        number
      >),
      durations: sum.encodedDurations,
    }));
  await insertRows(transaction, table, TURN_ROW_FIELDS, rows);
}

async function clear(transaction: Transaction, table: string, startMs: number): Promise<void> {
  await transaction.$executeRaw`
    delete from ${Prisma.raw(table)} where started_at = to_timestamp(${startMs}::float8 / 1000)`;
}
