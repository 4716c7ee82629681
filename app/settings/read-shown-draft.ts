import type { RawParams } from "#app/raw-params.ts";
import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { draftOfRules, type TierRuleDraft, withCatchAll } from "#lib/domain/settings/tier-rule-draft.ts";
import { DEFAULT_TIER_RULES } from "#lib/domain/tier.ts";
import { readRuleDraft } from "./tier-rule-params.ts";

/** The rules that the form shows: those of the address, the shipped ones if it asks for them, or those that hold. */
export function readShownDraft(
  raw: RawParams,
  { tierRules }: Pick<SavedSettings, "tierRules">,
): { readonly draft: readonly TierRuleDraft[]; readonly isDraft: boolean } {
  const given = readRuleDraft((name) => raw.get(name) ?? []);
  if (given !== null) return { draft: withCatchAll(given), isDraft: true };
  if (raw.get("rules")?.[0] === "shipped") return { draft: draftOfRules(DEFAULT_TIER_RULES), isDraft: true };
  return { draft: draftOfRules(tierRules), isDraft: false };
}
