import { type AuditEntry, findAuditEntries } from "#lib/store/settings/audit-entries.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { type AuditLine, prepareAuditLines } from "../series/prepare-audit-lines.ts";
import { showValues } from "../show-values.ts";

/** One thing that somebody did, in words. */
export interface ToldAuditEntry extends Pick<AuditEntry, "id" | "atMs" | "actor" | "action"> {
  /** What it was about: "Tier rules", or the path of an export. */
  readonly title: string;
  readonly lines: readonly AuditLine[];
}

/** A page of the audit log, the newest first; `next` is where the next page begins, null when this is the last. */
export interface AuditPage {
  readonly entries: readonly ToldAuditEntry[];
  readonly next: string | null;
}

/** Lists what was done, before the entry of this id where one is given. People are told as privacy has it now. */
export async function listAudit(
  limit: number,
  beforeId: string | null,
  database = sharedDatabase(),
): Promise<AuditPage> {
  const [found, presentation] = await Promise.all([
    findAuditEntries(database, limit + 1, beforeId),
    showValues(database),
  ]);
  const page = found.slice(0, limit);
  return {
    entries: page.map((entry) => ({
      id: entry.id,
      atMs: entry.atMs,
      actor: entry.actor,
      action: entry.action,
      ...prepareAuditLines(entry, presentation),
    })),
    next: found.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
