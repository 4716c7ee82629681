import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { unixMsOf } from "../round-trip-row.ts";

const Rows = z.array(z.object({ fromMs: z.number().nullable(), toMs: z.number().nullable() }));

/** The shortest window of whole hours that holds every fact and every roll-up; empty when there is none. */
export async function windowOfAll(
  transaction: Pick<Prisma.TransactionClient, "$queryRaw">,
): Promise<TimeWindow> {
  const [row] = Rows.parse(
    await transaction.$queryRaw`
      select
        ${unixMsOf(Prisma.sql`date_trunc('hour', least((select min(started_at) from round_trips), (select min(started_at) from turns),
          (select min(started_at) from hourly_figures), (select min(started_at) from hourly_turn_figures)), 'UTC')`)} as "fromMs",
        ${unixMsOf(Prisma.sql`date_trunc('hour', greatest((select max(started_at) from round_trips), (select max(started_at) from turns),
          (select max(started_at) from hourly_figures), (select max(started_at) from hourly_turn_figures)), 'UTC')
          + interval '1 hour'`)} as "toMs"`,
  );
  return { fromMs: row?.fromMs ?? 0, toMs: row?.toMs ?? 0 };
}
