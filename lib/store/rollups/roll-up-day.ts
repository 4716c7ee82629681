import { FIGURES, type Figure } from "#lib/domain/figures/figure.ts";
import { type Counts, FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { type TurnCounts, TurnSums } from "#lib/domain/figures/turn-sums.ts";
import { PHASES, type PhaseDurations } from "#lib/domain/phase.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { timestampOf } from "../round-trip-conditions.ts";
import { COUNT_COLUMNS, figureColumns, TURN_COUNT_COLUMNS, TURN_PHASE_COLUMNS } from "./roll-up-columns.ts";
import { writeFigures, writeTurnFigures } from "./write-roll-ups.ts";

type Transaction = Prisma.TransactionClient;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type FigureRow = { keyId: number } & Counts & Record<Figure, Uint8Array | null>;
type TurnRow = { keyId: number; calls: number[]; durations: Uint8Array | null } & TurnCounts & PhaseDurations;

/** Makes the roll-ups of a day anew from those of its hours. */
export async function rollUpDay(transaction: Transaction, dayMs: number): Promise<void> {
  const figures = new Map<number, FigureSums>();
  const turns = new Map<number, TurnSums>();
  // Hour by hour, so that no more than an hour's rows are held at once.
  for (let hourMs = dayMs; hourMs < dayMs + DAY_MS; hourMs += HOUR_MS) {
    const rows = await transaction.$queryRaw<FigureRow[]>`
      select key_id as "keyId", ${COUNT_COLUMNS}, ${figureColumns(FIGURES)} from hourly_figures r
      where started_at = ${timestampOf(hourMs)}`;
    for (const row of rows) {
      const sums = figures.get(row.keyId) ?? new FigureSums();
      figures.set(row.keyId, sums);
      sums.addCounts(row);
      for (const figure of FIGURES) {
        const encoded = row[figure];
        if (encoded !== null) sums.of(figure).addEncoded(encoded);
      }
    }
    const turnRows = await transaction.$queryRaw<TurnRow[]>`
      select key_id as "keyId", calls, durations, ${TURN_COUNT_COLUMNS}, ${TURN_PHASE_COLUMNS} from hourly_turn_figures r
      where started_at = ${timestampOf(hourMs)}`;
    for (const row of turnRows) {
      const sums = turns.get(row.keyId) ?? new TurnSums();
      turns.set(row.keyId, sums);
      sums.addCounts(row);
      sums.addPhases(Object.fromEntries(PHASES.map((phase) => [phase, row[phase]])) as PhaseDurations);
      sums.addCalls(row.calls);
      if (row.durations !== null) sums.addDurations(row.durations);
    }
  }
  await writeFigures(transaction, "daily", dayMs, figures);
  await writeTurnFigures(transaction, "daily", dayMs, turns);
}
