import { Prisma } from "#prisma/generated/client.ts";

/**
 * How a field travels to its column. `unixMs` travels as a number and becomes a timestamp, and loses its unit; `jsonb`,
 * `int4[]` and `bytea` travel as text.
 */
export type ColumnType = "text" | "float8" | "int4" | "bool" | "unixMs" | "jsonb" | "int4[]" | "bytea";

/** A value on its way: whole numbers of `int4[]` as an array, bytes of `bytea` as they are. */
export type SentValue = string | number | boolean | readonly number[] | Uint8Array | null;

/** A row on its way, by field. */
export type SentRow<Fields extends string> = Readonly<Record<Fields, SentValue>>;

/**
 * Inserts rows in one statement, however many, each field as one array, which PostgreSQL reads faster than rows as JSON
 * (34,000 against 25,000 rows/s of 30 columns). `startedAtMs` of type `unixMs` goes to the column `started_at`. With
 * `keepFirst`, a row whose key is there already is left out instead of failing.
 */
export async function insertRows<Fields extends string>(
  transaction: Pick<Prisma.TransactionClient, "$executeRaw">,
  table: string,
  fields: Readonly<Record<Fields, ColumnType>>,
  rows: readonly SentRow<NoInfer<Fields>>[],
  onConflict?: "keepFirst",
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries<ColumnType>(fields).map(([field, type]) => ({
    name: columnOf(field, type),
    type,
    values: rows.map((row) => sent(row[field as Fields])),
  }));
  const names = Prisma.raw(columns.map(({ name }) => name).join(", "));
  const picked = columns.map(({ name, type }) => ARRIVES_AS[type]?.(name) ?? name);
  const conflict = onConflict === undefined ? Prisma.empty : Prisma.sql`on conflict do nothing`;
  const arrays = columns.map(
    ({ values, type }) => Prisma.sql`${values}::${Prisma.raw(SENT_AS[type] ?? type)}[]`,
  );
  await transaction.$executeRaw`
    insert into ${Prisma.raw(table)} (${names})
    select ${Prisma.raw(picked.join(", "))} from unnest(${Prisma.join(arrays)}) as r (${names})
    ${conflict}`;
}

const SENT_AS: Readonly<Partial<Record<ColumnType, string>>> = {
  unixMs: "float8",
  jsonb: "text",
  "int4[]": "text",
  bytea: "text",
};

const ARRIVES_AS: Readonly<Partial<Record<ColumnType, (name: string) => string>>> = {
  unixMs: (name) => `to_timestamp(${name} / 1000)`,
  jsonb: (name) => `${name}::jsonb`,
  "int4[]": (name) => `${name}::int4[]`,
  bytea: (name) => `decode(${name}, 'base64')`,
};

function sent(value: SentValue): string | number | boolean | null {
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64");
  return typeof value === "object" && value !== null ? `{${value.join(",")}}` : value;
}

/** The column that a field of this type goes to. */
export function columnOf(field: string, type: ColumnType): string {
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return type === "unixMs" ? name.replace(/_ms$/, "") : name;
}
