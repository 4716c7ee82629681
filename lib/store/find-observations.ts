import { z } from "zod";
import type { ScopeRange } from "#lib/domain/cut-segments.ts";
import { mergeObservations } from "#lib/domain/merge-observations.ts";
import {
  CHUNK_SLOT_MS,
  OBSERVATION_KINDS,
  OBSERVATION_SOURCES,
  type Observation,
} from "#lib/domain/observation.ts";
import { Prisma } from "#prisma/generated/client.ts";

const ObservationRow = z
  .object({
    key: z.string(),
    scope: z.string().nullable(),
    trace_id: z.string().nullable(),
    span_id: z.string().nullable(),
    parent_span_id: z.string().nullable(),
    kind: z.enum(OBSERVATION_KINDS),
    source: z.enum(OBSERVATION_SOURCES),
    at_ms: z.number(),
    start_ms: z.number().nullable(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    instants: z.array(z.number()),
  })
  .transform(
    (row): Observation => ({
      key: row.key,
      scope: row.scope,
      traceId: row.trace_id,
      spanId: row.span_id,
      parentSpanId: row.parent_span_id,
      kind: row.kind,
      source: row.source,
      atMs: row.at_ms,
      startMs: row.start_ms,
      facts: row.facts,
      instants: row.kind === "chunks" ? row.instants : null,
    }),
  );

const COLUMNS = Prisma.sql`o.key, o.scope, o.trace_id, o.span_id, o.parent_span_id, o.kind, o.source, o.at_ms,
  o.start_ms, o.facts, o.instants`;

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

/** The observations of these keys, locked until the transaction ends, in key order. */
export async function findObservationsByKey(
  transaction: Transaction,
  keys: readonly string[],
): Promise<Observation[]> {
  const rows = await transaction.$queryRaw`
    select ${COLUMNS} from observations o where o.key = any(${keys}::text[]) order by o.key for update`;
  return z.array(ObservationRow).parse(rows);
}

/**
 * All that may say something about these stretches: the scopes' own observations, their session starts, and of the
 * traces they touch everything that names no scope, with what ties such spans to their sessions. Where only its trace
 * places something that was measured at the wire, all that anybody told of that trace and of the responses in it comes
 * too. A slot may begin before a stretch and reach into it, so a little more is read than asked for.
 */
export async function findObservationsOfRanges(
  transaction: Transaction,
  ranges: readonly ScopeRange[],
): Promise<Observation[]> {
  const rows = await transaction.$queryRaw`
    with range as (
      select * from unnest(
        ${ranges.map(({ scope }) => scope)}::text[],
        ${ranges.map(({ fromMs }) => fromMs)}::float8[],
        ${ranges.map(({ toMs }) => toMs)}::float8[]) as r (scope, from_ms, to_ms)
    ), own as (
      select o.*, r.from_ms, r.to_ms from observations o join range r on o.scope = r.scope
      where (o.at_ms >= r.from_ms - ${CHUNK_SLOT_MS} and o.at_ms < r.to_ms) or o.kind = 'sessionStart'
    ), trace as (
      select trace_id, min(from_ms) as from_ms, max(to_ms) as to_ms
      from own where trace_id is not null group by trace_id
    ), measured as (
      select distinct substr(o.scope, length('trace/') + 1) as trace_id
      from observations o join trace t on o.trace_id = t.trace_id
      where (o.kind = 'exchange' and o.scope = 'trace/' || o.trace_id) or (o.kind = 'response' and o.scope like 'trace/%')
    ), answer as (
      select distinct o.trace_id from observations o join measured m on o.scope = 'trace/' || m.trace_id
      where o.kind = 'response'
    )
    select ${COLUMNS} from own o
    union
    select ${COLUMNS} from observations o join trace t on o.trace_id = t.trace_id
    where (o.scope is null and o.at_ms >= t.from_ms - ${CHUNK_SLOT_MS} and o.at_ms < t.to_ms) or o.kind = 'sampling'
    union
    select ${COLUMNS} from observations o join measured m on o.trace_id = m.trace_id where o.scope is not null
    union
    select ${COLUMNS} from observations o join answer a on o.trace_id = a.trace_id where o.kind = 'response'`;
  const found = z.array(ObservationRow).parse(rows);
  const isUnique = new Set(found.map(({ key }) => key)).size === found.length;
  return isUnique ? found : [...mergeObservations(found)];
}
