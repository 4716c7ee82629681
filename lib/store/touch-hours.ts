import type { Prisma } from "#prisma/generated/client.ts";

const HOUR_MS = 3_600_000;

/**
 * Notes that facts of these instants (Unix ms) came, went or changed, in the transaction in which they did. Notes are
 * only added, so that writers and the job that works them off never wait for each other.
 */
export async function touchHours(
  transaction: Pick<Prisma.TransactionClient, "$executeRaw">,
  instantsMs: readonly number[],
): Promise<void> {
  const hours = [...new Set(instantsMs.map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS))];
  if (hours.length === 0) return;
  await transaction.$executeRaw`
    insert into touched_hours (hour)
    select to_timestamp(h.ms / 1000) from unnest(${hours}::float8[]) as h (ms)`;
}
