import { type AuditNote, saveAuditNote } from "#lib/store/settings/audit-entries.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Writes down in the audit log what somebody did, now. Throws when the database does not answer. */
export async function recordAudit(note: AuditNote, database = sharedDatabase()): Promise<void> {
  await saveAuditNote(database, note);
}
