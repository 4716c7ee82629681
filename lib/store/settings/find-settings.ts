import { z } from "zod";
import { DEFAULT_SETTINGS, PEOPLE_SHOWN, type SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { Prisma } from "#prisma/generated/client.ts";
import type { Database } from "../database.ts";
import { readRows } from "../read-rows.ts";

const text = z.string();
const names = z.record(text, text);
const days = z.number().int().positive();

/** The form in which each setting is kept. */
export const SETTING_FORMS = {
  tierRules: z
    .array(
      z.strictObject({
        tier: text,
        provider: text.exactOptional(),
        model: text.exactOptional(),
        serviceTier: text.exactOptional(),
        reasoningEffort: text.exactOptional(),
      }),
    )
    .min(1),
  people: z.enum(PEOPLE_SHOWN),
  names: z.strictObject({ person: names, team: names, repository: names, client: names }),
  retentionDays: z.strictObject({
    observations: days,
    facts: days,
    figures: days,
    rateLimitReadings: days,
    metricPoints: days,
  }),
  views: z.array(z.strictObject({ name: text, href: text })),
} satisfies { readonly [Key in keyof SavedSettings]: z.ZodType<SavedSettings[Key]> };

const Row = z.object({ key: z.string(), value: z.unknown() });

/** What is set; of what nobody set, what holds by default. Throws a ZodError when something else wrote what is kept. */
export async function findSettings(database: Pick<Database, "$queryRaw">): Promise<SavedSettings> {
  const rows = await readRows(
    database,
    Row,
    Prisma.sql`select key, value from settings where key = any(${Object.keys(SETTING_FORMS)})`,
  );
  const kept = new Map(rows.map(({ key, value }) => [key, value]));
  const read = <Key extends keyof SavedSettings>(key: Key, form: z.ZodType<SavedSettings[Key]>) =>
    kept.has(key) ? form.parse(kept.get(key)) : DEFAULT_SETTINGS[key];
  return {
    tierRules: read("tierRules", SETTING_FORMS.tierRules),
    people: read("people", SETTING_FORMS.people),
    names: read("names", SETTING_FORMS.names),
    retentionDays: read("retentionDays", SETTING_FORMS.retentionDays),
    views: read("views", SETTING_FORMS.views),
  };
}
