import { z } from "zod";
import type { Observation } from "#lib/domain/observation.ts";
import type { Database } from "./database.ts";
import { saveObservations } from "./save-observations.ts";

const IdleScope = z.object({ scope: z.string(), key: z.string(), at_ms: z.number() });

/** How far back to look, in ms: what was missed for longer than a day is missed for good. */
const LOOK_BACK_MS = 24 * 60 * 60 * 1000;

/**
 * Notes which sessions were left in the middle of a response: the last thing heard is part of a request, and that
 * was `idleMs` ago. What was going on then is over, though no client said so. Returns how many it noted.
 */
export async function closeIdleScopes(database: Database, idleMs: number): Promise<number> {
  const rows = await database.$queryRaw`
    select scope, key, at_ms from (
      select distinct on (o.scope) o.scope, o.key, o.at_ms, o.kind, o.received_at
      from observations o join (
        select distinct scope from observations
        where received_at > now() - make_interval(secs => ${LOOK_BACK_MS / 1000}::float8) and scope is not null
          and kind = 'request'
      ) as recent on recent.scope = o.scope
      order by o.scope, o.at_ms desc, o.kind = 'idle' desc
    ) as latest
    where kind in ('request', 'chunks', 'item') and received_at < now() - make_interval(secs => ${idleMs / 1000}::float8)`;
  const idle = z.array(IdleScope).parse(rows);
  await saveObservations(database, idle.map(idleObservation));
  return idle.length;
}

/** Later than what it follows by nothing, so that it falls into the same segment. */
function idleObservation({ scope, key, at_ms }: z.infer<typeof IdleScope>): Observation {
  return {
    key: `idle/${key}`,
    scope,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    kind: "idle",
    source: "collector",
    atMs: at_ms,
    startMs: null,
    facts: {},
    instants: null,
  };
}
