import { z } from "zod";
import type { StaleRollUps } from "#lib/domain/figures/plan-stretches.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { timestampOf } from "../round-trip-conditions.ts";

const Rows = z.array(z.object({ isDay: z.boolean(), ms: z.number() }));

const DAY_MS = 86_400_000;

/** The roll-ups that touch the window and that have news, as the transaction's snapshot sees it. */
export async function findStaleRollUps(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  window: TimeWindow,
): Promise<StaleRollUps> {
  // From a day earlier, so that the day and the hour that the window begins in are among them.
  const from = timestampOf(window.fromMs - DAY_MS);
  const to = timestampOf(window.toMs);
  const rows = Rows.parse(
    await transaction.$queryRaw`
      select distinct false as "isDay", (extract(epoch from hour) * 1000)::float8 as ms
      from touched_hours where hour >= ${from} and hour < ${to}
      union all
      select distinct true, (extract(epoch from day) * 1000)::float8
      from touched_days where day >= ${from} and day < ${to}`,
  );
  const of = (isDay: boolean) => new Set(rows.filter((row) => row.isDay === isDay).map(({ ms }) => ms));
  return { hours: of(false), days: of(true) };
}
