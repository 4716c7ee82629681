import { z } from "zod";
import type { Cut, CutDimension } from "#lib/domain/figures/cut.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import { Prisma } from "#prisma/generated/client.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

const text = z.string().nullable();

const KeyRow = z.object({
  id: z.number(),
  variantId: z.number(),
  client: text,
  clientVersion: text,
  person: text,
  team: text,
  repository: text,
  transport: text,
  connectionReused: z.boolean().nullable(),
  basis: text,
  outcome: text,
  errorType: text,
  statusCode: z.number().nullable(),
});

/** What the round trips of one roll-up row have in common; null too where its cut does not tell. */
export type FigureKeyRow = z.output<typeof KeyRow>;

/** The keys of a cut of certain model variants (all, when null) that a filter of the cut's dimensions leaves. */
export async function findFigureKeys(
  transaction: Transaction,
  cut: Cut,
  variantIds: readonly number[] | null,
  filters: RoundTripFilters,
): Promise<readonly FigureKeyRow[]> {
  const ofVariants = variantIds ? Prisma.sql`and variant_id = any(${[...variantIds]}::int[])` : Prisma.empty;
  const rows = z.array(KeyRow).parse(
    await transaction.$queryRaw`
      select id, variant_id as "variantId", client, client_version as "clientVersion", person, team, repository,
        transport, connection_reused as "connectionReused", basis, outcome, error_type as "errorType",
        status_code as "statusCode"
      from figure_keys where cut = ${cut} ${ofVariants}`,
  );
  return rows.filter((row) => isAmong(row, filters));
}

/** Whether the dimensions that are filtered by have a wanted value; numbers and booleans count as their text. */
export function isAmong(
  row: Readonly<Partial<Record<CutDimension, string | number | boolean | null>>>,
  filters: RoundTripFilters,
): boolean {
  return Object.entries(filters).every(([dimension, wanted]) => {
    if (wanted.length === 0 || !(dimension in row)) return true;
    const value = row[dimension as CutDimension] ?? null;
    return wanted.includes(value === null ? null : String(value));
  });
}
