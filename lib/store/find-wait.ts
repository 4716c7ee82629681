import { z } from "zod";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "./database.ts";
import { readRows } from "./read-rows.ts";
import { startsWithin } from "./round-trip-conditions.ts";
import { PHASE_COLUMNS, PhasesRow } from "./turn-row.ts";

const Row = z.object({ turns: z.number(), durationMs: z.number(), phases: PhasesRow });

/** Turns of a window, however they ended, and their wall clock in ms, whole and by phase. */
export type StoredWait = z.output<typeof Row>;

/** What the turns that started within the window add up to. */
export async function findWait(database: Database, window: TimeWindow): Promise<StoredWait> {
  const sums = Object.entries(PHASE_COLUMNS).map(
    ([phase, column]) => Prisma.sql`${phase}::text, coalesce(sum(t.${column}), 0)`,
  );
  const [row] = await readRows(
    database,
    Row,
    Prisma.sql`
      select count(*)::int as turns, coalesce(sum(t.duration_ms), 0) as "durationMs",
        json_build_object(${Prisma.join(sums)}) as phases
      from turns t where ${startsWithin(Prisma.sql`t.started_at`, window)}`,
  );
  if (!row) throw new Error("An aggregate without groups gives one row");
  return row;
}
