import type { Database } from "#lib/store/database.ts";
import { findModelVariants } from "#lib/store/find-model-variants.ts";
import { findPresentation } from "#lib/store/settings/find-presentation.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { ClassifiedVariants, UnseenVariantError } from "./classified-variants.ts";
import { tierOfRules } from "./tier-of-rules.ts";

/** All model variants as they are now, classified. */
export async function classifyVariants(database: Database): Promise<ClassifiedVariants> {
  const [settings, variants] = await Promise.all([findSettings(database), findModelVariants(database)]);
  const presentation = await findPresentation(database, settings);
  const tierOf = tierOfRules(settings.tierRules);
  return new ClassifiedVariants(
    variants.map((variant) => ({ ...variant, tier: tierOf(variant) })),
    presentation,
  );
}

/** Nobody begins to use new models that often. */
const MOST_TRIES = 3;

/**
 * What `ask` answers when it is given all model variants. Between their reading and that of its facts a variant may be added;
 * then it is asked again, so that no fact is shown without its model. Throws what it throws.
 */
export async function withVariants<T>(
  database: Database,
  ask: (variants: ClassifiedVariants) => T | Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask(await classifyVariants(database));
    } catch (error) {
      if (!(error instanceof UnseenVariantError) || tries === MOST_TRIES) throw error;
    }
  }
}
