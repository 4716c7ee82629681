import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { addPartitions } from "./add-partitions.ts";
import { type AssembledSegment, assemblyRows } from "./assembly-rows.ts";
import { dateNewSessions, findFinality, isFinal } from "./final-scopes.ts";
import { insertRows } from "./insert-rows.ts";
import { removeAssemblies } from "./remove-assemblies.ts";
import { touchHours } from "./touch-hours.ts";

export type { AssembledSegment };

type Transaction = Prisma.TransactionClient;

/** Replaces all that was assembled in these stretches, except for what is final. */
export async function replaceAssemblies(
  transaction: Transaction,
  ranges: readonly ScopeRange[],
  assembled: readonly AssembledSegment[],
): Promise<void> {
  const scopes = ranges.map(({ scope }) => scope);
  const finality = await findFinality(transaction, scopes);
  const removedMs = await removeAssemblies(transaction, ranges, finality);
  const insertedMs = await insertAssemblies(
    transaction,
    assembled,
    ({ scope, startedAtMs }) => !isFinal(finality, scope, startedAtMs),
  );
  await dateNewSessions(transaction, scopes);
  await touchHours(transaction, [...removedMs, ...insertedMs]);
}

/** Inserts what was assembled, as far as it is wanted, and returns when it had started, in Unix ms. */
export async function insertAssemblies(
  transaction: Transaction,
  assembled: readonly AssembledSegment[],
  isWanted?: Parameters<typeof assemblyRows>[2],
): Promise<readonly number[]> {
  const { tables, startsMs } = await assemblyRows(transaction, assembled, isWanted);
  for (const { table, fields, placedBy, rows } of tables) {
    await addPartitions(
      transaction,
      table,
      rows.map((row) => Number(row[placedBy])),
    );
    await insertRows(transaction, table, fields, rows);
  }
  return startsMs;
}
