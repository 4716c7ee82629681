import { Prisma } from "#prisma/generated/client.ts";

/**
 * How a field travels to its column. `unixMs` travels as a number and becomes a timestamp, and loses its unit; `jsonb`
 * travels as its text.
 */
export type ColumnType = "text" | "float8" | "int4" | "bool" | "unixMs" | "jsonb";

type Row<Fields extends string> = Readonly<Record<Fields, string | number | boolean | null>>;

/**
 * Inserts rows in one statement, however many, each field as one array, which PostgreSQL reads faster than rows as JSON
 * (34,000 against 25,000 rows/s of 30 columns). `startedAtMs` of type `unixMs` goes to the column `started_at`.
 */
export async function insertRows<Fields extends string>(
  transaction: Pick<Prisma.TransactionClient, "$executeRaw">,
  table: string,
  fields: Readonly<Record<Fields, ColumnType>>,
  rows: readonly Row<NoInfer<Fields>>[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries<ColumnType>(fields).map(([field, type]) => ({
    name: type === "unixMs" ? columnOf(field).replace(/_ms$/, "") : columnOf(field),
    type,
    values: rows.map((row) => row[field as Fields]),
  }));
  const names = Prisma.raw(columns.map(({ name }) => name).join(", "));
  const picked = columns.map(({ name, type }) =>
    type === "unixMs" ? `to_timestamp(${name} / 1000)` : type === "jsonb" ? `${name}::jsonb` : name,
  );
  const arrays = columns.map(
    ({ values, type }) => Prisma.sql`${values}::${Prisma.raw(SENT_AS[type] ?? type)}[]`,
  );
  await transaction.$executeRaw`
    insert into ${Prisma.raw(table)} (${names})
    select ${Prisma.raw(picked.join(", "))} from unnest(${Prisma.join(arrays)}) as r (${names})`;
}

const SENT_AS: Readonly<Partial<Record<ColumnType, string>>> = { unixMs: "float8", jsonb: "text" };

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
