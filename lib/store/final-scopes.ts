import { z } from "zod";
import type { Prisma } from "#prisma/generated/client.ts";

type Transaction = Pick<Prisma.TransactionClient, "$queryRaw">;

const Horizon = z.array(z.object({ fromMs: z.number().nullable() }));

/**
 * What has been assembled becomes final when the observations that it came from are dropped, since the rest of them
 * would tell a shorter story: everything of a scope that was heard of before the oldest observation that is still kept,
 * as far as it had started by then.
 */
export interface Finality {
  /** Unix ms at which the oldest partition of observations begins; null when there is none. */
  readonly beforeMs: number | null;
  /** Of the scopes asked for, those that were heard of before. */
  readonly scopes: ReadonlySet<string>;
}

/** Finds what is final of these scopes. */
export async function findFinality(transaction: Transaction, scopes: readonly string[]): Promise<Finality> {
  const [oldest] = Horizon.parse(
    await transaction.$queryRaw`
      select (extract(epoch from to_date(min(right(c.relname, 8)), 'YYYYMMDD') at time zone 'UTC') * 1000)::float8 as "fromMs"
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'observations'::regclass and c.relname ~ '_[0-9]{8}$'`,
  );
  const beforeMs = oldest?.fromMs ?? null;
  if (beforeMs === null) return { beforeMs, scopes: new Set() };
  const known = z.array(z.object({ scope: z.string() })).parse(
    await transaction.$queryRaw`
      select distinct scope from sessions
      where scope = any(${[...scopes]}::text[]) and first_seen_at < to_timestamp(${beforeMs}::float8 / 1000)`,
  );
  return { beforeMs, scopes: new Set(known.map(({ scope }) => scope)) };
}
