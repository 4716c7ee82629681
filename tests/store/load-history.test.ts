import { expect, test } from "vitest";
import { loadHistory } from "#bench/history/load-history.ts";
import { type Database, openDatabase } from "#lib/store/database.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { generateHistory } from "#simulation/history/generate-history.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** Tables of facts, each with the ids in it that stand for rows elsewhere. */
const FACTS = {
  turns: ["session", "caller_id", "call_set_id"],
  round_trips: ["session", "caller_id", "route_id", "ending_id", "account_id"],
  attempts: [],
  throttles: [],
  wire_details: [],
  tool_calls: [],
  approvals: [],
  warm_ups: ["session"],
} as const;

const INTERNED = {
  session: "sessions",
  caller_id: "callers",
  call_set_id: "call_sets",
  route_id: "routes",
  ending_id: "endings",
  account_id: "accounts",
} as const;

async function storedIn(load: (url: string, database: Database) => Promise<number>) {
  const created = await createTestDatabase();
  const database = openDatabase(created.url);
  try {
    const loaded = await load(created.url, database);
    const facts = await Promise.all(
      Object.entries(FACTS).map(async ([table, ids]) => [table, await rowsOf(database, table, ids)]),
    );
    const partitions = await database.$queryRaw`
      select i.inhparent::regclass::text as parent, pg_get_expr(c.relpartbound, c.oid) as bound, c.relname,
        (select array_agg(indexdef order by indexdef) from pg_indexes x where x.tablename = c.relname) as indexes,
        (select array_agg(pg_get_constraintdef(k.oid) order by 1) from pg_constraint k where k.conrelid = c.oid) as constraints
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind = 'r' order by c.relname`;
    const hours = await database.$queryRaw`select distinct hour::text from touched_hours order by hour`;
    return { loaded, facts: Object.fromEntries(facts), partitions, hours };
  } finally {
    await database.$disconnect();
    await created.drop();
  }
}

/** The rows of a table as the database prints them, with what they have in common by its key, in one order. */
async function rowsOf(
  database: Database,
  table: string,
  ids: readonly (keyof typeof INTERNED)[],
): Promise<readonly string[]> {
  const keys = ids.map((id) => `(select key from ${INTERNED[id]} k where k.id = f.${id})`);
  const rows = await database.$queryRaw<{ told: string; keys: string }[]>`
    select (to_jsonb(f) - ${[...ids]}::text[])::text as told, array[${Prisma.raw(keys.join(", "))}]::text[]::text as keys
    from ${Prisma.raw(table)} f`;
  return rows.map(({ told, keys }) => `${told} ${keys}`).toSorted();
}

test("a history that is copied in bulk lies in the database as one that is inserted", async () => {
  const options = { seed: 5, roundTrips: 3_000, people: 12, teams: 3, days: 9 };
  const history = () =>
    generateHistory({ ...options, endMs: Date.UTC(2026, 10, 20, 9, 30) }).days.flatMap((day) => [
      ...day.segments(),
    ]);
  const inserted = await storedIn((_, database) => loadAssemblies(database, history()));
  const copied = await storedIn((url) => loadHistory(url, history()));
  expect(copied.loaded).toBe(inserted.loaded);
  expect(copied.hours).toEqual(inserted.hours);
  expect(copied.partitions).toEqual(inserted.partitions);
  for (const table of Object.keys(FACTS)) {
    expect(inserted.facts[table].length, table).toBeGreaterThan(0);
    expect(copied.facts[table], table).toEqual(inserted.facts[table]);
  }
});
