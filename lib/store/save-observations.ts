import { END_OF_TIME_MS } from "#lib/domain/cut-segments.ts";
import { mergeObservations } from "#lib/domain/merge-observations.ts";
import { CHUNK_SLOT_MS, type Observation } from "#lib/domain/observation.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { addCurrentPartition } from "./add-partitions.ts";
import type { Database } from "./database.ts";
import { findObservationsByKey } from "./find-observations.ts";

/** What became of a batch: `stored` told something new, `duplicate` did not. */
export interface SavedObservations {
  readonly stored: number;
  readonly duplicate: number;
}

type Transaction = Prisma.TransactionClient;

/**
 * Writes a batch of observations, and what has to be assembled because of it, in one transaction. An observation
 * that is already there is merged with it; a batch that tells nothing new changes nothing. Throws when the
 * transaction did not commit: then nothing was written.
 */
export async function saveObservations(
  database: Database,
  observations: readonly Observation[],
): Promise<SavedObservations> {
  const batch = mergeObservations(observations);
  if (batch.length === 0) return { stored: 0, duplicate: observations.length };
  const changed = await database.$transaction(
    async (transaction) => {
      await addCurrentPartition(transaction, "observations");
      const known: Observation[] = [];
      const news: Observation[] = [];
      for (const part of inParts(batch)) {
        const knownKeys = await insert(transaction, part);
        for (const observation of part) (knownKeys.has(observation.key) ? known : news).push(observation);
      }
      // Only after all insertions, so that two writers ask for the same rows in the same order.
      const replaced: Observation[] = [];
      for (const part of inParts(known)) {
        const changed = await enrich(transaction, part);
        news.push(...changed.enriched);
        replaced.push(...changed.replaced);
      }
      // What merging moved has to be assembled where it was, too.
      await queueAssembly(transaction, [...news, ...replaced]);
      return news.length;
    },
    { maxWait: 10_000, timeout: 60_000 },
  );
  return { stored: changed, duplicate: observations.length - changed };
}

/** What one statement takes: on its way to the database it is held several times over. */
const STATEMENT_MAX = 5_000;

function inParts(batch: readonly Observation[]): readonly (readonly Observation[])[] {
  const count = Math.ceil(batch.length / STATEMENT_MAX);
  return Array.from({ length: count }, (_, index) =>
    batch.slice(index * STATEMENT_MAX, (index + 1) * STATEMENT_MAX),
  );
}

/**
 * Inserts what is new, and returns the keys that were there already: mostly none, so that little travels back. Of two
 * writers around midnight neither may see the other's; then it is there twice, and merged when it is read.
 */
async function insert(transaction: Transaction, batch: readonly Observation[]): Promise<Set<string>> {
  const rows = await transaction.$queryRaw<{ key: string }[]>`
    with batch as materialized (select * from ${columns(batch)}), known as materialized (
      select distinct o.key from batch b join observations o on o.key = b.key
    ), inserted as (
      insert into observations
        (key, scope, trace_id, span_id, parent_span_id, kind, source, at_ms, start_ms, facts, instants, received_on)
      select key, scope, trace_id, span_id, parent_span_id, kind, source, at_ms, start_ms, facts::jsonb, instants::int[],
        (now() at time zone 'UTC')::date
      from batch where key not in (select key from known)
      on conflict (key, received_on) do nothing
      returning key
    )
    select key from batch except select key from inserted`;
  return new Set(rows.map(({ key }) => key));
}

/** Rows that changed, as they are now and as they were. */
interface Enrichment {
  readonly enriched: readonly Observation[];
  readonly replaced: readonly Observation[];
}

/** Adds what the batch knows to the rows that are there. */
async function enrich(transaction: Transaction, batch: readonly Observation[]): Promise<Enrichment> {
  const stored = await findObservationsByKey(
    transaction,
    batch.map(({ key }) => key),
  );
  const before = new Map(
    stored.map((observation) => [observation.key, JSON.stringify(canonical(observation))]),
  );
  const merged = mergeObservations([...stored, ...batch]).filter(
    (observation) => before.get(observation.key) !== JSON.stringify(canonical(observation)),
  );
  if (merged.length === 0) return { enriched: [], replaced: [] };
  await transaction.$executeRaw`
    update observations o
    set scope = n.scope, trace_id = n.trace_id, span_id = n.span_id, parent_span_id = n.parent_span_id,
        source = n.source, at_ms = n.at_ms, start_ms = n.start_ms, facts = n.facts::jsonb,
        instants = n.instants::int[]
    from ${columns(merged)} where o.key = n.key`;
  const changed = new Set(merged.map(({ key }) => key));
  return { enriched: merged, replaced: stored.filter(({ key }) => changed.has(key)) };
}

/** The same text for the same knowledge, whatever order its facts are in. */
function canonical(observation: Observation) {
  const facts = Object.entries(observation.facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const { source, scope, traceId, spanId, parentSpanId, atMs, startMs, instants } = observation;
  return { source, scope, traceId, spanId, parentSpanId, atMs, startMs, instants: instants ?? [], facts };
}

/** What has to be assembled again because of an observation. */
function stretchOf({
  kind,
  atMs,
  startMs,
  instants,
}: Pick<Observation, "kind" | "atMs" | "startMs" | "instants">) {
  // What holds for a session holds for all its turns.
  if (kind === "sessionStart") return { beginMs: 0, endMs: END_OF_TIME_MS };
  // A turn's span may join segments that prompts had cut; a slot's later instants may lie beyond the next prompt.
  return {
    beginMs: kind === "turn" ? (startMs ?? atMs) : atMs,
    endMs: instants === null ? atMs : atMs + CHUNK_SLOT_MS,
  };
}

async function queueAssembly(transaction: Transaction, news: readonly Observation[]): Promise<void> {
  const spans = new Map<
    string,
    { scope: string | null; traceId: string | null; fromMs: number; toMs: number }
  >();
  for (const { scope, traceId, kind, atMs, startMs, instants } of news) {
    const { beginMs, endMs } = stretchOf({ kind, atMs, startMs, instants });
    const place = JSON.stringify([scope, traceId]);
    const known = spans.get(place) ?? { scope, traceId, fromMs: beginMs, toMs: endMs };
    spans.set(place, {
      ...known,
      fromMs: Math.min(known.fromMs, beginMs),
      toMs: Math.max(known.toMs, endMs),
    });
  }
  const rows = [...spans.values()];
  if (rows.length === 0) return;
  await transaction.$executeRaw`
    insert into pending_assemblies (scope, trace_id, from_ms, to_ms)
    select * from unnest(
      ${rows.map(({ scope }) => scope)}::text[], ${rows.map(({ traceId }) => traceId)}::text[],
      ${rows.map(({ fromMs }) => fromMs)}::float8[], ${rows.map(({ toMs }) => toMs)}::float8[])`;
}

function columns(batch: readonly Observation[]): Prisma.Sql {
  return Prisma.sql`unnest(
    ${batch.map(({ key }) => key)}::text[],
    ${batch.map(({ scope }) => scope)}::text[],
    ${batch.map(({ traceId }) => traceId)}::text[],
    ${batch.map(({ spanId }) => spanId)}::text[],
    ${batch.map(({ parentSpanId }) => parentSpanId)}::text[],
    ${batch.map(({ kind }) => kind)}::text[],
    ${batch.map(({ source }) => source)}::text[],
    ${batch.map(({ atMs }) => atMs)}::float8[],
    ${batch.map(({ startMs }) => startMs)}::float8[],
    ${batch.map(({ facts }) => JSON.stringify(facts))}::text[],
    ${batch.map(({ instants }) => `{${(instants ?? []).join(",")}}`)}::text[]
  ) as n (key, scope, trace_id, span_id, parent_span_id, kind, source, at_ms, start_ms, facts, instants)`;
}
