import type { ParamChanges } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { TierRuleDraft, TierRuleEdit } from "#lib/domain/settings/tier-rule-draft.ts";

/** The parameter of each field of a rule; each rule has one value of every one of them, in the order of the rules. */
export const RULE_PARAMS = {
  tier: "ruleTier",
  provider: "ruleProvider",
  model: "ruleModel",
  serviceTier: "ruleServiceTier",
  reasoningEffort: "ruleEffort",
} as const satisfies Readonly<Record<keyof TierRuleDraft, string>>;

export const RULE_FIELDS = Object.keys(RULE_PARAMS) as (keyof TierRuleDraft)[];

/** Says which step of editing a button asks for, such as `up-2`. */
export const EDIT_PARAM = "edit";

/** The rules that an address or a form holds; null when it holds none. */
export function readRuleDraft(
  valuesOf: (name: string) => readonly string[],
): readonly TierRuleDraft[] | null {
  const tiers = valuesOf(RULE_PARAMS.tier);
  if (tiers.length === 0) return null;
  return tiers.map(
    (_, at) =>
      Object.fromEntries(
        RULE_FIELDS.map((field) => [field, valuesOf(RULE_PARAMS[field])[at] ?? ""]),
      ) as TierRuleDraft,
  );
}

/** The address of the page Settings with a draft, and without what is only said once. Empty fields keep their places. */
export function draftHref(raw: RawParams, draft: readonly TierRuleDraft[] | null): string {
  const changes: ParamChanges = { saved: null, problem: null, [EDIT_PARAM]: null, rules: null };
  const params = new URLSearchParams();
  for (const [name, values] of raw) {
    if (name in changes || (Object.values(RULE_PARAMS) as string[]).includes(name)) continue;
    for (const value of values) params.append(name, value);
  }
  for (const rule of draft ?? [])
    for (const field of RULE_FIELDS) params.append(RULE_PARAMS[field], rule[field]);
  const query = params.toString();
  return query ? `/settings?${query}` : "/settings";
}

/** Reads a step of editing; null when it is none. */
export function readRuleEdit(text: string | undefined): TierRuleEdit | null {
  const match = /^(add|remove|up|down)-(\d{1,3})$/.exec(text ?? "");
  return match ? { step: match[1] as TierRuleEdit["step"], at: Number(match[2]) } : null;
}

/** What a button says to ask for a step. */
export function writeRuleEdit({ step, at }: TierRuleEdit): string {
  return `${step}-${at}`;
}
