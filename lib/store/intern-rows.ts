import { hash } from "node:crypto";
import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import { type ColumnType, insertRows, type SentRow } from "./insert-rows.ts";

/** Tables of what many facts have in common. */
export type InternedTable =
  | "model_variants"
  | "callers"
  | "routes"
  | "endings"
  | "accounts"
  | "sessions"
  | "call_sets"
  | "figure_keys"
  | "turn_keys";

const Known = z.array(z.object({ id: z.number(), key: z.string() }));

/**
 * Ids of rows that are the same for many facts, in the order given; those that are new are inserted. Rows never change
 * and never go, so that an id stays good.
 */
export async function internRows<Fields extends string>(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw" | "$executeRaw">,
  table: InternedTable,
  fields: Readonly<Record<Fields, ColumnType>>,
  rows: readonly SentRow<NoInfer<Fields>>[],
): Promise<readonly number[]> {
  if (rows.length === 0) return [];
  const names = Object.keys(fields) as Fields[];
  // Most are alike, and telling texts apart is quicker than making a hash of each.
  const texts = rows.map((row) => textOf(row, names));
  const keyOf = new Map<string, string>();
  const byKey = new Map<string, SentRow<Fields>>();
  for (const [index, text] of texts.entries()) {
    if (keyOf.has(text)) continue;
    const row = rows[index] as SentRow<Fields>;
    const key = hash("sha256", JSON.stringify(names.map((name) => row[name])), "base64url").slice(0, 22);
    keyOf.set(text, key);
    byKey.set(key, row);
  }
  const ids = new Map<string, number>();
  const look = async (wanted: readonly string[]) => {
    const found = Known.parse(
      await transaction.$queryRaw`
        select id, key from ${Prisma.raw(table)} where key = any(${[...wanted]}::text[])`,
    );
    for (const { id, key } of found) ids.set(key, id);
  };
  await look([...byKey.keys()]);
  // In one order, so that two writers never wait for each other in a circle.
  const missing = [...byKey.keys()].filter((key) => !ids.has(key)).toSorted();
  if (missing.length > 0) {
    const news = missing.map((key) => ({ ...(byKey.get(key) as SentRow<Fields>), key }));
    await insertRows(transaction, table, { key: "text", ...fields } as const, news, "keepFirst");
    await look(missing);
  }
  return texts.map((text) => {
    const id = ids.get(keyOf.get(text) ?? "");
    if (id === undefined) throw new Error(`A row of ${table} is neither there nor could it be inserted`);
    return id;
  });
}

/** A text that rows have in common only if all these fields are the same: each value behind its type and its length. */
function textOf<Fields extends string>(row: SentRow<Fields>, names: readonly Fields[]): string {
  let text = "";
  for (const name of names) {
    const value = row[name];
    text += typeof value === "string" ? `s${value.length}:${value}` : `${value};`;
  }
  return text;
}
