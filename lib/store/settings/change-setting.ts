import { isDeepStrictEqual } from "node:util";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import type { Database } from "../database.ts";
import { answerOf } from "../read-rows.ts";
import { saveAuditNote } from "./audit-entries.ts";
import { findSettings } from "./find-settings.ts";

/** Serialises changes, so that each starts from what the one before left. */
const LOCK = 7_364_921;

/**
 * Changes one setting to what `change` makes of what is set now, with a note in the audit log, in one transaction. Returns
 * whether that was a change at all; else nothing is written. Throws when the database does not answer, or `change` throws.
 */
export function changeSetting<Key extends keyof SavedSettings>(
  database: Database,
  key: Key,
  change: (now: SavedSettings) => SavedSettings[Key],
): Promise<boolean> {
  return answerOf(
    database.$transaction(async (transaction) => {
      await transaction.$executeRaw`select pg_advisory_xact_lock(${LOCK}::bigint)`;
      const now = await findSettings(transaction);
      const next = change(now);
      if (isDeepStrictEqual(next, now[key])) return false;
      await transaction.$executeRaw`
        insert into settings (key, value) values (${key}, ${JSON.stringify(next)}::jsonb)
        on conflict (key) do update set value = excluded.value, changed_at = now()`;
      await saveAuditNote(transaction, {
        action: "change",
        subject: key,
        before: now[key],
        after: next,
      });
      return true;
    }),
  );
}
