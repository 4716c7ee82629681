import type { Figure } from "#lib/domain/figures/figure.ts";
import type { Counts } from "#lib/domain/figures/figure-sums.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { startsWithinAny } from "../round-trip-conditions.ts";
import type { FigureQuestion, Groups, GroupValues } from "./find-figures.ts";
import type { FigureKeyRow } from "./find-keys.ts";
import { COUNT_COLUMNS, COUNT_SUMS, ENDING_COLUMNS, ENDING_SUMS, figureColumns } from "./roll-up-columns.ts";
import type { Grain } from "./write-roll-ups.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

type Row = { keyId: number; atMs: number } & Counts & Record<Figure, Uint8Array | null>;

/** Adds the roll-ups of these keys in these stretches to their groups. */
export async function addRollUps(
  transaction: Transaction,
  grain: Grain,
  { figures, by, groupOf, intervalMs, sums: asksSums = false }: FigureQuestion,
  stretches: readonly TimeWindow[],
  keys: readonly FigureKeyRow[],
  groups: Groups,
): Promise<void> {
  const groupsOf = new Map<number, string>();
  for (const key of keys) {
    const group = groupOf(valuesOf(key, by));
    if (group !== null) groupsOf.set(key.id, group);
  }
  if (stretches.length === 0 || groupsOf.size === 0) return;
  const ofKeys = Prisma.sql`from ${Prisma.raw(`${grain}_figures`)} r
    where r.key_id = any(${[...groupsOf.keys()]}::int[]) and ${startsWithinAny(Prisma.sql`r.started_at`, stretches)}`;
  // Counts alone are added up where they are.
  const rows =
    figures.length === 0 && intervalMs === null
      ? await transaction.$queryRaw<Row[]>`
          select r.key_id as "keyId", 0::float8 as "atMs", ${asksSums ? COUNT_SUMS : ENDING_SUMS} ${ofKeys} group by r.key_id`
      : await transaction.$queryRaw<Row[]>`
          select r.key_id as "keyId", (extract(epoch from r.started_at) * 1000)::float8 as "atMs",
            ${asksSums ? COUNT_COLUMNS : ENDING_COLUMNS}${figures.length > 0 ? Prisma.sql`, ${figureColumns(figures)}` : Prisma.empty}
          ${ofKeys}`;
  for (const row of rows) {
    const group = groupsOf.get(row.keyId);
    if (group === undefined) continue;
    const atMs = intervalMs === null ? null : Math.floor(row.atMs / intervalMs) * intervalMs;
    const sums = groups.of(group, atMs);
    sums.addCounts(row);
    for (const figure of figures) {
      const encoded = row[figure];
      if (encoded !== null) sums.of(figure).addEncoded(encoded);
    }
  }
}

function valuesOf(key: FigureKeyRow, by: FigureQuestion["by"]): GroupValues {
  const values = by.map((dimension) => {
    const value = key[dimension];
    return [dimension, value === null ? null : String(value)];
  });
  return { ...Object.fromEntries(values), variantId: key.variantId };
}
