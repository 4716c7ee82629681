import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";
import { findClosedBefore } from "./horizons.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw" | "$executeRaw">;

const Horizon = z.array(z.object({ fromMs: z.number().nullable() }));
const Final = z.array(z.object({ scope: z.string(), untilMs: z.number() }));

/**
 * What has been assembled becomes final when the observations that it came from are dropped, since the rest of them
 * would tell a shorter story. That is so for scopes that were heard of before the oldest observation that is still kept.
 * Each with the instant, in Unix ms, before which all that started is final: when that observation may have come, or,
 * where a turn was going on then, the end of it. Of every scope all is final that is older than the facts that are kept.
 */
export type Finality = ReadonlyMap<string, number>;

/** Finds what is final of these scopes. */
export async function findFinality(transaction: Transaction, scopes: readonly string[]): Promise<Finality> {
  const [oldest] = Horizon.parse(
    await transaction.$queryRaw`
      select (extract(epoch from to_date(min(right(c.relname, 8)), 'YYYYMMDD') at time zone 'UTC') * 1000)::float8 as "fromMs"
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'observations'::regclass and c.relname ~ '_[0-9]{8}$'
        -- Of one that is about to be dropped nothing is read any more.
        and not i.inhdetachpending`,
  );
  const closedMs = await findClosedBefore(transaction);
  const finality = new Map(Number.isFinite(closedMs) ? scopes.map((scope) => [scope, closedMs]) : []);
  const fromMs = oldest?.fromMs ?? null;
  if (fromMs === null) return finality;
  const found = Final.parse(
    await transaction.$queryRaw`
      with horizon as (select to_timestamp(${fromMs}::float8 / 1000) as at_time), old as (
        select distinct s.scope from sessions s, horizon h
        where s.scope = any(${[...scopes]}::text[]) and s.first_seen_at < h.at_time
      )
      select o.scope, greatest(${fromMs}::float8,
        ceil(max(extract(epoch from t.started_at) * 1000 + t.duration_ms)))::float8 as "untilMs"
      from old o cross join horizon h join sessions s on s.scope = o.scope
        left join turns t on t.session = s.id and t.started_at < h.at_time
      group by o.scope`,
  );
  for (const { scope, untilMs } of found) finality.set(scope, Math.max(closedMs, untilMs));
  return finality;
}

/** Whether a row of this scope and start (Unix ms, as precise as the database keeps it) is final. */
export function isFinal(finality: Finality, scope: string, startedAtMs: number): boolean {
  return Math.round(startedAtMs * 1000) / 1000 < (finality.get(scope) ?? Number.NEGATIVE_INFINITY);
}

/**
 * Dates sessions that this transaction inserted by the day of the first of their observations: what waits for its
 * assembly, or is assembled again after a migration, has been heard of before.
 */
export async function dateNewSessions(transaction: Transaction, scopes: readonly string[]): Promise<void> {
  await transaction.$executeRaw`
    update sessions s set first_seen_at = o.received_on::timestamp at time zone 'UTC'
    from (
      select n.id, min(o.received_on) as received_on
      from sessions n join observations o on o.scope = n.scope
      where n.scope = any(${[...scopes]}::text[]) and n.first_seen_at = now()
      group by n.id
    ) as o
    where s.id = o.id`;
}
