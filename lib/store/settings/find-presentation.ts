import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { type Presentation, presentationOf } from "#lib/domain/settings/presentation.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { NO_NAMES } from "#lib/domain/settings/value-names.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { answerOf, readRows } from "../read-rows.ts";

const text = z.string().nullable();
const Groups = z.object({ person: z.string(), client: text, team: text, repository: text });
const Salt = z.object({ salt: z.string() });

/** For so long it is not looked who else there is; whoever is not known yet is told to nobody. In ms. */
const FRESH_MS = 5_000;

const known = new WeakMap<Database, { readonly atMs: number; readonly people: Promise<Presentation> }>();

/** How values are shown by these settings. */
export async function findPresentation(
  database: Database,
  { people, names }: Pick<SavedSettings, "people" | "names">,
): Promise<Presentation> {
  if (people !== "pseudonym") return presentationOf(people, names);
  const last = known.get(database);
  const isFresh = last !== undefined && performance.now() - last.atMs < FRESH_MS;
  const asked = isFresh ? last.people : findPeople(database);
  if (!isFresh) known.set(database, { atMs: performance.now(), people: asked });
  try {
    return { ...(await asked), names };
  } catch (error) {
    known.delete(database);
    throw error;
  }
}

async function findPeople(database: Database): Promise<Presentation> {
  const [salt, groups] = await Promise.all([
    findSalt(database),
    readRows(
      database,
      Groups,
      Prisma.sql`
        select distinct person, client, team, repository from callers where person is not null
        union
        select distinct person, client, team, repository from metric_series where person is not null`,
    ),
  ]);
  const people = new Set(groups.map(({ person }) => person));
  const pseudonyms = new Map([...people].map((person) => [person, pseudonymOf(person, salt)]));
  return presentationOf("pseudonym", NO_NAMES, pseudonyms, groups);
}

/**
 * A keyed hash (HMAC-SHA-256) cut to 32 bits: who does not have the salt cannot find out who it is by trying names, and
 * among 5,000 people two share a pseudonym once in 340 databases.
 */
function pseudonymOf(person: string, salt: string): string {
  return `Person ${createHmac("sha256", salt).update(person).digest("hex").slice(0, 8)}`;
}

/** The salt, made when it is first needed; it never leaves the store. */
async function findSalt(database: Database): Promise<string> {
  const fresh = JSON.stringify(randomBytes(32).toString("hex"));
  await answerOf(
    database.$executeRaw`
      insert into settings (key, value) values ('peopleSalt', ${fresh}::jsonb) on conflict (key) do nothing`,
  );
  const [row] = await readRows(
    database,
    Salt,
    Prisma.sql`select value #>> '{}' as salt from settings where key = 'peopleSalt'`,
  );
  if (row === undefined) throw new Error("The salt of pseudonyms is not there");
  return row.salt;
}
