import { z } from "zod";
import { cutSegments, END_OF_TIME_MS, type ScopeRange, segmentStarts } from "#lib/domain/cut-segments.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly } from "#lib/domain/turn.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { findObservationsOfRanges } from "./find-observations.ts";
import { replaceAssemblies } from "./replace-assemblies.ts";

type Transaction = Prisma.TransactionClient;

/** How many entries one transaction works off unless told otherwise. */
export const ASSEMBLY_BATCH = 500;

const Touched = z.array(z.object({ scope: z.string(), from_ms: z.number(), to_ms: z.number() }));

/**
 * Works off queued assemblies: takes a batch from the queue, assembles the segments it touches from all their
 * observations, and replaces what was assembled there before, in one transaction. Returns how many entries it
 * worked off; 0 when the queue was empty. A crash leaves the queue as it was.
 */
export async function assemblePending(
  database: Database,
  assemble: (segment: Segment) => Assembly,
  batch = ASSEMBLY_BATCH,
): Promise<number> {
  return await database.$transaction(
    async (transaction) => {
      const taken = await transaction.$queryRaw<{ id: string }[]>`
        delete from pending_assemblies where id in (
          select id from pending_assemblies order by id limit ${batch} for update skip locked)
        returning id::text, scope, trace_id, from_ms, to_ms`;
      if (taken.length === 0) return 0;
      const touched = Touched.parse(await touchedScopes(transaction, taken));
      if (touched.length === 0) return taken.length;
      await lock(
        transaction,
        touched.map(({ scope }) => scope),
      );
      const { ranges, startsOf } = await segmentRanges(transaction, touched);
      const observations = await findObservationsOfRanges(transaction, ranges);
      const assembled = cutSegments(observations, ranges, startsOf).map((segment) => ({
        scope: segment.scope,
        segmentMs: segment.fromMs,
        assembly: assemble(segment),
      }));
      await replaceAssemblies(transaction, ranges, assembled);
      return taken.length;
    },
    { maxWait: 10_000, timeout: 120_000 },
  );
}

/** Gives up the entry that comes next, so that it holds up the others no longer. */
export async function dropNextPending(database: Database): Promise<void> {
  await database.$executeRaw`
    delete from pending_assemblies where id = (select min(id) from pending_assemblies)`;
}

/**
 * Each scope with the stretch that has to be assembled. An entry without a scope counts for the scopes of its trace;
 * an entry with both may be what first ties its trace to a scope, so it counts for all that was waiting there. A
 * trace that nothing ties to a scope yet waits for the observation that will. What was measured at the wire of a trace
 * may pass from the trace's own scope to a session's with anything that is told of the trace or of a response in it, so
 * both count.
 */
async function touchedScopes(transaction: Transaction, taken: readonly unknown[]): Promise<unknown> {
  return await transaction.$queryRaw`
    with taken as (
      select * from jsonb_to_recordset(${JSON.stringify(taken)}::jsonb)
        as t (scope text, trace_id text, from_ms float8, to_ms float8)
    ), measured as (
      select distinct substr(o.scope, length('trace/') + 1) as trace_id, o.scope, o.at_ms
      from taken t join observations o on o.trace_id = t.trace_id
      where (o.kind = 'exchange' and o.scope = 'trace/' || o.trace_id) or (o.kind = 'response' and o.scope like 'trace/%')
    ), waiting as (
      select t.scope, min(o.at_ms) as from_ms, max(o.at_ms) as to_ms
      from taken t join observations o on o.trace_id = t.trace_id and o.scope is null
      where t.scope is not null group by t.scope
    ), tied as (
      select distinct o.scope, t.from_ms, t.to_ms
      from taken t join observations o on o.trace_id = t.trace_id
      where t.scope is null and o.scope is not null
    ), passing as (
      select distinct o.scope, m.at_ms as from_ms, m.at_ms as to_ms
      from measured m join observations o on o.trace_id = m.trace_id where o.scope is not null
      union
      select s.scope, m.at_ms, m.at_ms
      from measured m
        join observations n on n.scope = m.scope and n.kind = 'response'
        join observations s on s.trace_id = n.trace_id and s.kind = 'response'
    )
    select scope, min(from_ms) as from_ms, max(to_ms) as to_ms
    from (
      select scope, from_ms, to_ms from taken where scope is not null
      union all select scope, from_ms, to_ms from waiting
      union all select scope, from_ms, to_ms from tied
      union all select scope, from_ms, to_ms from passing
    ) as touched
    group by scope order by scope`;
}

/** One assembler at a time for each scope, also across processes; taken in order, so that none waits in a circle. */
async function lock(transaction: Transaction, scopes: readonly string[]): Promise<void> {
  await transaction.$queryRaw`
    select pg_advisory_xact_lock(key) is null as locked
    from (select distinct hashtextextended(scope, 0) as key from unnest(${scopes}::text[]) as s (scope) order by key) as k`;
}

const Boundary = z.object({
  scope: z.string(),
  kind: z.enum(["prompt", "turn"]),
  at_ms: z.number(),
  start_ms: z.number().nullable(),
});

/**
 * Widens each stretch to whole segments: from the prompt before it to the prompt after it. A stretch that begins
 * with a new prompt takes the segment before along, because the prompt has just cut it short.
 */
async function segmentRanges(
  transaction: Transaction,
  touched: z.infer<typeof Touched>,
): Promise<{ ranges: ScopeRange[]; startsOf: Map<string, number[]> }> {
  const rows = z.array(Boundary).parse(
    await transaction.$queryRaw`
      select distinct scope, kind, at_ms, start_ms from observations
      where scope = any(${touched.map(({ scope }) => scope)}::text[]) and kind in ('prompt', 'turn')
      order by scope, at_ms`,
  );
  const startsOf = new Map(
    [...Map.groupBy(rows, ({ scope }) => scope)].map(([scope, boundaries]) => [
      scope,
      startsAmong(boundaries),
    ]),
  );
  const ranges = touched.map(({ scope, from_ms, to_ms }) => {
    const starts = startsOf.get(scope) ?? [];
    return {
      scope,
      fromMs: starts.findLast((atMs) => atMs < from_ms) ?? 0,
      toMs: starts.find((atMs) => atMs > to_ms) ?? END_OF_TIME_MS,
    };
  });
  return { ranges, startsOf };
}

function startsAmong(boundaries: readonly z.infer<typeof Boundary>[]): number[] {
  const prompts = boundaries.filter(({ kind }) => kind === "prompt").map(({ at_ms }) => at_ms);
  const turns = boundaries
    .filter(({ kind }) => kind === "turn")
    .map(({ start_ms, at_ms }) => ({ startMs: start_ms ?? at_ms, endMs: at_ms }));
  return segmentStarts(prompts, turns);
}
