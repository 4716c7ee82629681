import type { Client } from "pg";

const BATCH = 10_000;
const COLUMNS = {
  key: "text",
  scope: "text",
  trace_id: "text",
  span_id: "text",
  parent_span_id: "text",
  kind: "text",
  source: "text",
  at_ms: "float8",
  start_ms: "float8",
  facts: "jsonb",
  received_on: "date",
} as const;

const AS_TEXT: readonly string[] = ["facts", "received_on"];

/**
 * Inserts the rows of `observations` once more, into an empty copy of the table with all its indexes but without
 * partitions, by the bare driver and `unnest`: what the database gives to a program that does nothing else. The copy is
 * dropped again.
 */
export async function bareInsert(client: Client): Promise<{ readonly rowsPerSecond: number }> {
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const { rows } = await client.query(
    `select ${names.map((name) => (AS_TEXT.includes(name) ? `${name}::text` : name)).join(", ")} from observations order by received_at`,
  );
  await client.query("create table bare (like observations including all)");
  const arrays = Object.values(COLUMNS).map((type, index) => `$${index + 1}::${type}[]`);
  const startMs = performance.now();
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    await client.query(
      `insert into bare (${names.join(", ")}) select * from unnest(${arrays.join(", ")})`,
      names.map((name) => batch.map((row) => row[name])),
    );
  }
  const rowsPerSecond = (rows.length / (performance.now() - startMs)) * 1000;
  await client.query("drop table bare");
  return { rowsPerSecond };
}
