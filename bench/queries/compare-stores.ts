import { createWriteStream, existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { classifyVariants } from "#lib/analytics/classify-variants.ts";
import { quantile } from "#lib/domain/histogram/histogram-quantile.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { median } from "../instrumentation/median.ts";
import { type ColumnStore, openColumnStore } from "./open-column-store.ts";
import { SHARES, STORE_QUESTIONS, type StoreQuestion } from "./store-questions.ts";

const TIMES = 7;
/** Raw rows take so long that fewer times tell enough. */
const RAW_TIMES = 2;
const THREADS = 2;

/** How long the same question took, in ms. */
export interface StoreTimes {
  readonly name: string;
  readonly most: number | null;
  readonly own: number;
  /** `percentile_cont` over the rows in the same database. */
  readonly raw: number;
  /** A column store in this process; null when there is none. */
  readonly column: number | null;
  /** How far the own quantiles are from the exact ones at most, as a share. */
  readonly farthest: number;
}

/** Asks the same questions of roll-ups, of the rows themselves and of a column store, and holds the answers together. */
export async function compareStores(
  url: string,
  folder: string,
  endMs: number,
): Promise<readonly StoreTimes[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const person = await prepareRows(client);
  const store = await fillColumnStore(client, folder);
  const times: StoreTimes[] = [];
  for (const question of STORE_QUESTIONS) {
    const asked = { ...question, person: question.isOfOne ? person : null };
    const own = await time(TIMES, () => askOwn(asked, endMs));
    const raw = await time(RAW_TIMES, () => askRows(client, asked, endMs));
    const column = store && (await time(TIMES, () => store.run(sqlOf(asked, endMs, COLUMN_DIALECT))));
    times.push({
      name: question.name,
      most: question.most,
      own: own.ms,
      raw: raw.ms,
      column: column?.ms ?? null,
      farthest: farthest(own.answer, raw.answer),
    });
  }
  await client.end();
  return times;
}

/** The middle of so many times in ms, and the last answer. */
async function time<T>(
  times: number,
  ask: () => Promise<T>,
): Promise<{ readonly ms: number; readonly answer: T }> {
  let answer = await ask();
  const taken: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const began = performance.now();
    answer = await ask();
    taken.push(performance.now() - began);
  }
  return { ms: median(taken), answer };
}

type Asked = StoreQuestion & { readonly person: string | null };

async function askOwn({ days, figure, by, intervalMs, person }: Asked, endMs: number) {
  const database = sharedDatabase();
  const variants = await classifyVariants(database);
  const found = await findFigures(database, {
    selection: {
      window: { fromMs: endMs - days * DAY_MS, toMs: endMs },
      variantIds: null,
      filters: person === null ? {} : { person: [person] },
    },
    figures: [figure],
    by: [],
    groupOf: ({ variantId }) => by.map((name) => variants.of(variantId)[name]).join("/"),
    intervalMs,
  });
  return new Map(
    found.map(({ group, atMs, sums }) => {
      const histogram = sums.histogram(figure);
      return [`${atMs ?? ""} ${group}`, SHARES.map((share) => quantile(histogram, share) ?? Number.NaN)];
    }),
  );
}

async function askRows(client: pg.Client, asked: Asked, endMs: number) {
  const { rows } = await client.query<{ at: string; name: string; quantiles: number[] }>(
    sqlOf(asked, endMs, ROW_DIALECT),
  );
  return new Map(rows.map(({ at, name, quantiles }) => [`${at} ${name}`, quantiles]));
}

/** In groups of a few hundred values far quantiles lie between two that are apart, and may be told as either. */
function farthest(
  told: ReadonlyMap<string, readonly number[]>,
  exact: ReadonlyMap<string, readonly number[]>,
): number {
  let most = 0;
  for (const [key, quantiles] of exact) {
    for (const [at, value] of quantiles.entries()) {
      most = Math.max(most, Math.abs((told.get(key)?.[at] ?? Number.NaN) / value - 1));
    }
  }
  return most;
}

interface Dialect {
  quantiles(value: string): string;
  intervalOf(ms: number): string;
  instant(ms: number): string;
}

const shares = SHARES.join(", ");

const ROW_DIALECT: Dialect = {
  quantiles: (value) => `percentile_cont(array[${shares}]) within group (order by ${value})`,
  intervalOf: (ms) => `(floor(extract(epoch from started_at) * 1000 / ${ms}) * ${ms})::float8::text`,
  instant: (ms) => `to_timestamp(${ms / 1000})`,
};

const COLUMN_DIALECT: Dialect = {
  quantiles: (value) => `quantile_cont(${value}, [${shares}])`,
  intervalOf: (ms) => `floor(epoch_ms(started_at) / ${ms}) * ${ms}`,
  instant: (ms) => `make_timestamptz(${ms * 1000})`,
};

function sqlOf({ days, figure, by, intervalMs, person }: Asked, endMs: number, dialect: Dialect): string {
  const [from, to] = [dialect.instant(endMs - days * DAY_MS), dialect.instant(endMs)];
  const at = intervalMs === null ? "''" : dialect.intervalOf(intervalMs);
  const name = by.length === 0 ? "''" : by.join(" || '/' || ");
  return `select ${at} as at, ${name} as name, ${dialect.quantiles(COLUMN_NAMES[figure])} as quantiles
    from bench_trips where started_at >= ${from} and started_at < ${to} and outcome = 'complete'
      ${person === null ? "" : `and person = '${person}'`}
    group by 1, 2`;
}

const COLUMN_NAMES = {
  ttftMs: "ttft_ms",
  e2eMs: "e2e_ms",
  decodeTokensPerSecond: "decode_tokens_per_second",
};
const DAY_MS = 86_400_000;

/** Makes the rows readable by name, and returns the person with the most round trips. */
async function prepareRows(client: pg.Client): Promise<string> {
  const variants = (await classifyVariants(sharedDatabase())).all();
  await client.query("create temporary table bench_variants (id integer primary key, tier text, model text)");
  await client.query("insert into bench_variants select * from unnest($1::int[], $2::text[], $3::text[])", [
    variants.map(({ id }) => id),
    variants.map(({ tier }) => tier),
    variants.map(({ model }) => model),
  ]);
  await client.query("analyze bench_variants");
  await client.query(`create temporary view bench_trips as
    select f.started_at, v.tier, v.model, e.outcome, c.person, c.team, c.client_version,
      f.ttft_ms, f.e2e_ms, f.decode_tokens_per_second
    from round_trips f join routes o on o.id = f.route_id join bench_variants v on v.id = o.variant_id
      join endings e on e.id = f.ending_id join callers c on c.id = f.caller_id`);
  const { rows } = await client.query<{ person: string }>(
    "select person from callers c join round_trips f on f.caller_id = c.id where person is not null group by 1 order by count(*) desc limit 1",
  );
  return rows[0]?.person ?? "";
}

/** The same rows in a column store, once for each history. */
async function fillColumnStore(client: pg.Client, folder: string): Promise<ColumnStore | null> {
  const [file, rows] = [join(folder, "trips.duckdb"), join(folder, "trips.csv")];
  const isFilled = existsSync(file);
  const store = await openColumnStore(file, THREADS);
  if (store === null || isFilled) return store;
  const copied = client.query(
    copyTo(`copy (select * from bench_trips order by started_at) to stdout with (format csv, header)`),
  );
  await pipeline(copied, createWriteStream(rows));
  await store.run(`create table bench_trips as select * from read_csv('${rows}')`);
  await store.run("checkpoint");
  await rm(rows);
  return store;
}
