import { checkTierRules, type TierRuleProblem } from "#lib/domain/settings/check-tier-rules.ts";
import { previewTierRules, type TierPreview } from "#lib/domain/settings/preview-tier-rules.ts";
import type { TierRule } from "#lib/domain/tier.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "../classify-variants.ts";

const DAYS_MS = 30 * 86_400_000;

/** What rules would make of everything known, and what is the matter with them. */
export interface RulesPreview extends TierPreview {
  readonly problems: readonly TierRuleProblem[];
}

/** Tells what these rules would make of every model variant, with its round trips of the 30 days before `nowMs` (Unix ms). */
export async function previewRules(
  rules: readonly TierRule[],
  nowMs: number,
  database = sharedDatabase(),
): Promise<RulesPreview> {
  const [variants, counts] = await Promise.all([
    classifyVariants(database),
    findFigures(database, {
      selection: { window: { fromMs: nowMs - DAYS_MS, toMs: nowMs }, variantIds: null, filters: {} },
      figures: [],
      by: [],
      groupOf: ({ variantId }) => String(variantId),
      intervalMs: null,
    }),
  ]);
  const countOf = new Map(counts.map(({ group, sums }) => [Number(group), sums.counts.n]));
  const counted = variants.all().map((variant) => ({ ...variant, n: countOf.get(variant.id) ?? 0 }));
  const problems = checkTierRules(rules);
  return { ...previewTierRules(counted, rules, problems), problems };
}
