import { acceptChange } from "#app/settings/accept-change.ts";
import { draftHref, readRuleDraft } from "#app/settings/tier-rule-params.ts";
import { saveTierRules, UnsoundSettingError } from "#lib/analytics/settings/save-settings.ts";
import { rulesOfDraft } from "#lib/domain/settings/tier-rule-draft.ts";

/** Saves tier rules; what cannot be saved stays in the form, its mistakes at their fields. */
export function POST(request: Request): Promise<Response> {
  return acceptChange(
    request,
    "tiers",
    async (values) => {
      const draft = readRuleDraft(values);
      if (draft === null) throw new UnsoundSettingError("There are no rules");
      return await saveTierRules(rulesOfDraft(draft));
    },
    (values) => draftHref(new Map(), readRuleDraft(values)),
  );
}
