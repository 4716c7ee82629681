import { z } from "zod";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { answerOf, readRows } from "../read-rows.ts";

/** What is written down: changes of settings, and what left in a file. */
export const AUDIT_ACTIONS = ["change", "export"] as const;

/** One thing that somebody did. */
export interface AuditNote {
  readonly action: (typeof AUDIT_ACTIONS)[number];
  /** What of it: the key of a setting, or the path of an export. */
  readonly subject: string;
  /** In JSON; null where there was nothing. Of an export, `after` is what it was asked for. */
  readonly before: unknown;
  readonly after: unknown;
}

const Row = z.object({
  id: z.string(),
  atMs: z.number(),
  actor: z.string().nullable(),
  action: z.enum(AUDIT_ACTIONS),
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
});

/** One thing that somebody did, as it is kept. */
export type AuditEntry = z.output<typeof Row>;

/** Writes it down, now. Throws when the database does not answer. */
export async function saveAuditNote(
  database: Pick<Database, "$executeRaw">,
  { action, subject, before, after }: AuditNote,
): Promise<void> {
  await answerOf(
    database.$executeRaw`
      insert into audit_entries (action, subject, before, after)
      values (${action}, ${subject}, ${asJson(before)}::jsonb, ${asJson(after)}::jsonb)`,
  );
}

/** What was written down, the newest first, before the entry of this id where one is given. */
export function findAuditEntries(
  database: Database,
  limit: number,
  beforeId: string | null,
): Promise<readonly AuditEntry[]> {
  const earlier = beforeId === null ? Prisma.sql`true` : Prisma.sql`id < ${beforeId}::bigint`;
  return readRows(
    database,
    Row,
    Prisma.sql`
      select id::text as id, (extract(epoch from at) * 1000)::float8 as "atMs", actor, action, subject, before, after
      from audit_entries where ${earlier} order by id desc limit ${limit}::int`,
  );
}

/** Without NUL, which PostgreSQL does not have in text. */
function asJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value).replaceAll("\\u0000", "");
}
