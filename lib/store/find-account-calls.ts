import { z } from "zod";
import type { LedgerCall } from "#lib/domain/limits/ledger/ledger-call.ts";
import { OUTCOMES } from "#lib/domain/outcome.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { unixMsOf } from "./round-trip-row.ts";
import { TOLD_ROUND_TRIPS } from "./told-rows.ts";

const figure = z.number().nullable();

const Row = z.object({
  id: z.string(),
  account: z.string(),
  startedAtMs: z.number(),
  e2eMs: z.number(),
  model: z.string().nullable(),
  family: z.string().nullable(),
  inputTokens: figure,
  cachedInputTokens: figure,
  outputTokens: figure,
  outcome: z.enum(OUTCOMES),
});

/** A call with the account that it counts for. */
export interface AccountCall extends LedgerCall {
  readonly account: string;
}

/**
 * The calls of known accounts that began within the window, in order of time. A call whose client did not name its
 * account counts for the one that was heard of in its session.
 */
export async function findAccountCalls(database: Database, window: TimeWindow): Promise<AccountCall[]> {
  const rows = await readRows(
    database,
    Row,
    Prisma.sql`
      with known as (
        select distinct on (o.session_id) o.session_id, o.account from rate_limit_readings o
        where o.session_id is not null and o.account is not null
          and ${startsWithin(Prisma.sql`o.observed_at`, window)}
        order by o.session_id, o.observed_at desc
      )
      select r.id, coalesce(r.account, k.account) as account, ${unixMsOf(Prisma.sql`r.started_at`)} as "startedAtMs",
        r.e2e_ms as "e2eMs", v.model, r.limit_family as family, r.input_tokens as "inputTokens",
        r.cached_input_tokens as "cachedInputTokens", r.output_tokens as "outputTokens", r.outcome
      from ${TOLD_ROUND_TRIPS} r
        join model_variants v on v.id = r.variant_id
        left join known k on k.session_id = r.session_id
      where ${startsWithin(Prisma.sql`r.started_at`, window)} and coalesce(r.account, k.account) is not null
      order by r.started_at, r.id`,
  );
  return rows.map(({ e2eMs, inputTokens, ...call }) => ({
    ...call,
    endedAtMs: call.startedAtMs + e2eMs,
    // Without a word on the cache all of it may have counted in full.
    uncachedInputTokens: inputTokens === null ? null : inputTokens - (call.cachedInputTokens ?? 0),
  }));
}
