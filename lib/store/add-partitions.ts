import type { Prisma } from "#prisma/generated/client.ts";

/** Tables that are partitioned by time, and how many days a partition holds. */
export const PARTITION_DAYS = {
  observations: 7,
  turns: 7,
  round_trips: 7,
  wire_details: 7,
  attempts: 7,
  throttles: 7,
  tool_calls: 7,
  approvals: 7,
  warm_ups: 7,
  rate_limit_readings: 7,
  hourly_figures: 28,
  daily_figures: 28,
  hourly_turn_figures: 28,
  daily_turn_figures: 28,
  metric_points: 28,
} as const;

export type PartitionedTable = keyof typeof PARTITION_DAYS;

const DAY_MS = 86_400_000;

/** Makes sure that rows of these instants (Unix ms) find a partition. Locks out neither readers nor writers of the table. */
export async function addPartitions(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  table: PartitionedTable,
  instantsMs: readonly number[],
): Promise<void> {
  if (instantsMs.length === 0) return;
  // One instant of each day will do, since partitions begin with days; a microsecond later, too, since the database
  // rounds to microseconds, and so may a row that ends a day come to lie at the beginning of the next.
  const days = new Set(instantsMs.flatMap((ms) => [dayOf(ms), dayOf(ms + 0.001)]));
  await transaction.$queryRaw`
    select count(add_partition(${table}, ${PARTITION_DAYS[table]}::int, day)::text)::int as added
    from unnest(${[...days]}::float8[]) as d (day)`;
}

function dayOf(unixMs: number): number {
  return Math.floor(unixMs / DAY_MS) * DAY_MS;
}

/** The same for rows that the database stamps with the time of the transaction. */
export async function addCurrentPartition(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  table: PartitionedTable,
): Promise<void> {
  await transaction.$queryRaw`
    select add_partition(${table}, ${PARTITION_DAYS[table]}::int, (extract(epoch from now()) * 1000)::float8)::text as added`;
}
