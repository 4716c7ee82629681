import { z } from "zod";
import type { NamedDimension } from "#lib/domain/settings/value-names.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { readRows } from "../read-rows.ts";

const COLUMNS: Readonly<Record<NamedDimension, Prisma.Sql>> = {
  person: Prisma.sql`person`,
  team: Prisma.sql`team`,
  repository: Prisma.sql`repository`,
  client: Prisma.sql`client`,
};

const Row = z.object({ value: z.string() });

/**
 * Values of a dimension that any client ever reported, in alphabetical order, at most `limit`: those that contain the text,
 * whatever its case, or are among `others`.
 */
export async function findNamedValues(
  database: Database,
  dimension: NamedDimension,
  text: string,
  others: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  const column = COLUMNS[dimension];
  const rows = await readRows(
    database,
    Row,
    Prisma.sql`
      select distinct ${column} as value from callers
      where ${column} is not null
        and (position(lower(${text}) in lower(${column})) > 0 or ${column} = any(${[...others]}::text[]))
      order by 1 limit ${limit}::int`,
  );
  return rows.map(({ value }) => value);
}
