import type { ModelVariant } from "#lib/domain/round-trip.ts";
import { compileTierRules, type Tier, type TierRule } from "#lib/domain/tier.ts";

type TierOf = (variant: ModelVariant) => Tier;

/** More variants than this are not remembered at once. */
const REMEMBERED_MAX = 5_000;

let last: { readonly text: string; readonly tierOf: TierOf } | null = null;

/**
 * The function from variant to tier that these rules mean. The one for the last rules is kept, with what it answered: every
 * answer asks for the tiers of all variants, and they hardly ever change.
 */
export function tierOfRules(rules: readonly TierRule[]): TierOf {
  const text = JSON.stringify(rules);
  if (last?.text !== text) last = { text, tierOf: remember(compileTierRules(rules)) };
  return last.tierOf;
}

function remember(tierOf: TierOf): TierOf {
  const known = new Map<string, Tier>();
  return (variant) => {
    const { provider, model, serviceTier, reasoningEffort } = variant;
    const key = JSON.stringify([provider, model, serviceTier, reasoningEffort]);
    const tier = known.get(key) ?? tierOf(variant);
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(key, tier);
    return tier;
  };
}
