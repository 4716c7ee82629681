import { compilePattern } from "../pattern/compile-pattern.ts";
import { PatternError } from "../pattern/pattern-node.ts";
import { TIER_RULE_FIELDS, type TierRule, type TierRuleField } from "../tier.ts";
import { TIER_NAME_MAX_LENGTH, TIER_RULES_MAX } from "./tier-rule-draft.ts";

/** What is the matter with a field of a rule. */
export interface TierRuleProblem {
  /** The place of the rule. */
  readonly at: number;
  readonly field: "tier" | TierRuleField;
  /** A sentence without a full stop. */
  readonly problem: string;
}

/** All that keeps rules from being used; none when they are good. */
export function checkTierRules(rules: readonly TierRule[]): readonly TierRuleProblem[] {
  const last = rules.length - 1;
  return rules.flatMap((rule, at) => [
    ...tierProblem(rule, at),
    ...TIER_RULE_FIELDS.flatMap((field) => patternProblem(rule[field], at, field)),
    ...(at < last && TIER_RULE_FIELDS.every((field) => rule[field] === undefined)
      ? [
          {
            at,
            field: "provider" as const,
            problem: "Give it a pattern: without one it would catch everything",
          },
        ]
      : []),
    ...(at === TIER_RULES_MAX
      ? [{ at, field: "tier" as const, problem: `There are more than ${TIER_RULES_MAX} rules` }]
      : []),
  ]);
}

function tierProblem({ tier }: TierRule, at: number): readonly TierRuleProblem[] {
  const problem = nameProblem(tier);
  return problem === null ? [] : [{ at, field: "tier", problem }];
}

function nameProblem(tier: string): string | null {
  if (tier === "") return "Name the tier";
  if (tier.length > TIER_NAME_MAX_LENGTH) return `The name is longer than ${TIER_NAME_MAX_LENGTH} characters`;
  if (tier === "–") return '"–" stands for what is unknown';
  return /[\p{Cc}\p{Cf}]/u.test(tier) ? "The name has characters that cannot be seen" : null;
}

function patternProblem(
  pattern: string | undefined,
  at: number,
  field: TierRuleField,
): readonly TierRuleProblem[] {
  if (pattern === undefined) return [];
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    if (error instanceof PatternError) return [{ at, field, problem: error.message }];
    throw error;
  }
}
