import { z } from "zod";
import type { StaleRollUps } from "#lib/domain/figures/plan-stretches.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { timestampOf } from "../round-trip-conditions.ts";

const Rows = z.array(z.object({ what: z.enum(["hour", "day", "facts"]), ms: z.number() }));

const DAY_MS = 86_400_000;

/** The roll-ups that touch the window and that have news, and where the facts begin, as the transaction's snapshot sees it. */
export async function findStaleRollUps(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
  window: TimeWindow,
): Promise<StaleRollUps> {
  // From a day earlier, so that the day and the hour that the window begins in are among them.
  const from = timestampOf(window.fromMs - DAY_MS);
  const to = timestampOf(window.toMs);
  const rows = Rows.parse(
    await transaction.$queryRaw`
      select distinct 'hour' as what, (extract(epoch from hour) * 1000)::float8 as ms
      from touched_hours where hour >= ${from} and hour < ${to}
      union all
      select distinct 'day', (extract(epoch from day) * 1000)::float8
      from touched_days where day >= ${from} and day < ${to}
      union all
      select 'facts', (extract(epoch from dropped_before) * 1000)::float8
      from horizons where kind = 'facts' and dropped_before is not null`,
  );
  const of = (what: string) => rows.filter((row) => row.what === what).map(({ ms }) => ms);
  const [factsFromMs = Number.NEGATIVE_INFINITY] = of("facts");
  // What waits before the horizon, if anything, finds no facts.
  const hours = of("hour").filter((ms) => ms >= factsFromMs);
  return { hours: new Set(hours), days: new Set(of("day")), factsFromMs };
}
