import { compilePattern } from "./pattern/compile-pattern.ts";
import type { ModelVariant } from "./round-trip.ts";

/** A named class of latency in which round trips are compared. */
export type Tier = string;

/** The tiers Roundtrip ships with, fastest first. A rule may name others. */
export const DEFAULT_TIERS = ["Instant", "Fast", "Standard", "Deep"] as const satisfies readonly Tier[];

/**
 * One rule: a variant whose every named field matches gets the tier. A pattern is as in
 * lib/domain/pattern, over the whole field; a field that is unknown matches no pattern.
 */
export interface TierRule {
  readonly tier: Tier;
  readonly provider?: string;
  readonly model?: string;
  readonly serviceTier?: string;
  readonly reasoningEffort?: string;
}

/**
 * The rules that ship, first match wins; the last one catches everything. Instant is for models served above some
 * 500 tokens/s (GPT-5.3-Codex-Spark on Cerebras WSE-3 is published at more than 1000); Fast for priority service
 * and small models; Deep for high effort.
 */
export const DEFAULT_TIER_RULES: readonly TierRule[] = [
  { tier: "Instant", model: ".*(codex-spark|codex-sonic|bengalfox).*" },
  { tier: "Instant", provider: "cerebras|groq|sambanova" },
  { tier: "Instant", serviceTier: "ultrafast" },
  { tier: "Deep", reasoningEffort: "high|xhigh|max" },
  { tier: "Deep", model: ".*(-pro|-pro-.*|deep-research.*|opus.*)" },
  { tier: "Fast", serviceTier: "priority|fast" },
  { tier: "Fast", model: ".*(-mini|-nano|-flash|haiku|-lite|-luna)(-.*)?" },
  { tier: "Standard" },
];

/** What a rule may have patterns for, in the order in which they are shown. */
export const TIER_RULE_FIELDS = ["provider", "model", "serviceTier", "reasoningEffort"] as const;

export type TierRuleField = (typeof TIER_RULE_FIELDS)[number];

/**
 * Turns rules into a function from variant to the place of the rule that catches it; null where none does. Throws
 * PatternError when a pattern cannot be used.
 */
export function compileTierMatcher(rules: readonly TierRule[]): (variant: ModelVariant) => number | null {
  const compiled = rules.map((rule) =>
    TIER_RULE_FIELDS.flatMap((field) => {
      const pattern = rule[field];
      return pattern === undefined ? [] : [{ field, matches: compilePattern(pattern) }];
    }),
  );
  return (variant) => {
    const at = compiled.findIndex((tests) =>
      tests.every(({ field, matches }) => {
        const value = variant[field];
        return value !== null && matches(value);
      }),
    );
    return at === -1 ? null : at;
  };
}

/** Turns rules into a function from variant to tier. Throws when no rule catches a variant, or a pattern cannot be used. */
export function compileTierRules(rules: readonly TierRule[]): (variant: ModelVariant) => Tier {
  const match = compileTierMatcher(rules);
  return (variant) => {
    const rule = rules[match(variant) ?? -1];
    if (!rule) throw new Error("No tier rule matches; end the rules with one that has no condition");
    return rule.tier;
  };
}
