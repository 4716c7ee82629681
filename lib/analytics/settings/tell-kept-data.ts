import type { RetentionDays } from "#lib/domain/retention.ts";
import { findKeptData, type KeptData } from "#lib/store/settings/find-kept-data.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Of each kind of data how much there is, and what these times would drop at `nowMs` (Unix ms). */
export function tellKeptData(
  days: RetentionDays,
  nowMs: number,
  database = sharedDatabase(),
): Promise<readonly KeptData[]> {
  return findKeptData(database, days, nowMs);
}
