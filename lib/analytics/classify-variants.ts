import type { ModelVariant } from "#lib/domain/round-trip.ts";
import type { Presentation } from "#lib/domain/settings/presentation.ts";
import type { Tier } from "#lib/domain/tier.ts";
import type { Database } from "#lib/store/database.ts";
import { findModelVariants } from "#lib/store/find-model-variants.ts";
import { findPresentation } from "#lib/store/settings/find-presentation.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { tierOfRules } from "./tier-of-rules.ts";

/** A model variant and the tier that today's rules give it. */
export interface ClassifiedVariant extends ModelVariant {
  readonly id: number;
  readonly tier: Tier;
}

/** What today's settings make of what is stored: of model variants, by id, and of values that are shown. */
export interface ClassifiedVariants extends ReadonlyMap<number, ClassifiedVariant> {
  readonly presentation: Presentation;
}

/** All model variants by id, classified. */
export async function classifyVariants(database: Database): Promise<ClassifiedVariants> {
  const [settings, variants] = await Promise.all([findSettings(database), findModelVariants(database)]);
  const presentation = await findPresentation(database, settings);
  const tierOf = tierOfRules(settings.tierRules);
  return withPresentation(
    variants.map((variant) => ({ ...variant, tier: tierOf(variant) })),
    presentation,
  );
}

/** Classified variants with a way to show values. */
export function withPresentation(
  variants: readonly ClassifiedVariant[],
  presentation: Presentation,
): ClassifiedVariants {
  return Object.assign(new Map(variants.map((variant) => [variant.id, variant])), { presentation });
}
