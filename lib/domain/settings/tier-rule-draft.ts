import { PATTERN_MAX_LENGTH } from "../pattern/compile-pattern.ts";
import { TIER_RULE_FIELDS, type TierRule, type TierRuleField } from "../tier.ts";

/** A rule as a form holds it: text in every field, empty where there is no condition. */
export type TierRuleDraft = Readonly<Record<"tier" | TierRuleField, string>>;

/** More rules than anybody reads. */
export const TIER_RULES_MAX = 40;
/** Of the name of a tier, in characters. */
export const TIER_NAME_MAX_LENGTH = 40;
/** Of one pattern, in characters. */
export const TIER_PATTERN_MAX_LENGTH = PATTERN_MAX_LENGTH;

/** One step of editing: by the place of the rule that it is about. */
export interface TierRuleEdit {
  readonly step: "add" | "remove" | "up" | "down";
  readonly at: number;
}

const EMPTY: TierRuleDraft = { tier: "", provider: "", model: "", serviceTier: "", reasoningEffort: "" };

/** Rules as a form shows them; the last one is the one that catches everything. */
export function draftOfRules(rules: readonly TierRule[]): readonly TierRuleDraft[] {
  return withCatchAll(rules.map((rule) => ({ ...EMPTY, ...rule })));
}

/** The rules that a form means: spaces around do not count, and empty fields are no conditions. */
export function rulesOfDraft(draft: readonly TierRuleDraft[]): readonly TierRule[] {
  return withCatchAll(draft).map((rule) => ({
    tier: rule.tier.trim(),
    ...Object.fromEntries(
      TIER_RULE_FIELDS.map((field) => [field, rule[field].trim()]).filter(([, pattern]) => pattern !== ""),
    ),
  }));
}

/**
 * Takes one step: `add` puts an empty rule before the last one, the others move or take away the rule at a place. What
 * would touch the last rule, which catches everything, or leave the list changes nothing.
 */
export function editTierRules(
  draft: readonly TierRuleDraft[],
  { step, at }: TierRuleEdit,
): readonly TierRuleDraft[] {
  const last = draft.length - 1;
  if (step === "add")
    return draft.length >= TIER_RULES_MAX ? draft : [...draft.slice(0, last), EMPTY, ...draft.slice(last)];
  if (!Number.isInteger(at) || at < 0 || at >= last) return draft;
  if (step === "remove") return draft.toSpliced(at, 1);
  const to = step === "up" ? at - 1 : at + 1;
  const moved = draft[at];
  if (moved === undefined || to < 0 || to >= last) return draft;
  return draft.toSpliced(at, 1).toSpliced(to, 0, moved);
}

/** The same with a last rule that has no condition. */
export function withCatchAll(draft: readonly TierRuleDraft[]): readonly TierRuleDraft[] {
  const last = draft.at(-1);
  if (last === undefined) return [{ ...EMPTY, tier: "Standard" }];
  return TIER_RULE_FIELDS.every((field) => last[field].trim() === "")
    ? draft
    : [...draft, { ...EMPTY, tier: "Standard" }];
}
