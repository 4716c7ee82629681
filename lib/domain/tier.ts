import type { ModelVariant } from "./round-trip.ts";

/** A named class of latency in which round trips are compared. */
export type Tier = string;

/** The tiers Roundtrip ships with, fastest first. A rule may name others. */
export const DEFAULT_TIERS = ["Instant", "Fast", "Standard", "Deep"] as const satisfies readonly Tier[];

/**
 * One rule: a variant whose every named field matches gets the tier. A pattern is a case-insensitive regular
 * expression over the whole field; a field that is unknown matches no pattern.
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

const FIELDS = ["provider", "model", "serviceTier", "reasoningEffort"] as const;

/** Turns rules into a function from variant to tier. Throws when no rule catches a variant, or a pattern is invalid. */
export function compileTierRules(rules: readonly TierRule[]): (variant: ModelVariant) => Tier {
  const compiled = rules.map((rule) => ({
    tier: rule.tier,
    tests: FIELDS.flatMap((field) => {
      const pattern = rule[field];
      return pattern === undefined ? [] : [{ field, pattern: new RegExp(`^(?:${pattern})$`, "i") }];
    }),
  }));
  return (variant) => {
    const match = compiled.find(({ tests }) =>
      tests.every(({ field, pattern }) => {
        const value = variant[field];
        return value !== null && pattern.test(value);
      }),
    );
    if (!match) throw new Error("No tier rule matches; end the rules with one that has no condition");
    return match.tier;
  };
}
