import type { ModelVariant } from "../round-trip.ts";
import { compileTierMatcher, type Tier, type TierRule } from "../tier.ts";
import type { TierRuleProblem } from "./check-tier-rules.ts";

/** A model variant, its tier now, and how many round trips it had lately. */
export interface CountedVariant extends ModelVariant {
  readonly tier: Tier;
  readonly n: number;
}

/** What other rules would make of a model variant. */
export interface PreviewedVariant extends CountedVariant {
  /** The tier that it would have. */
  readonly next: Tier;
  /** Whether that is another one. */
  readonly moves: boolean;
  /** The place of the rule that would catch it. */
  readonly rule: number;
}

/** What other rules would make of everything that is known. */
export interface TierPreview {
  /** What moves first, then by round trips, most first. */
  readonly variants: readonly PreviewedVariant[];
  /** Of each rule how many variants it would catch, in the order of the rules. */
  readonly caught: readonly number[];
  /** Round trips of the variants that move. */
  readonly roundTripsMoved: number;
}

/** Tells what each variant's tier is and would be. Rules that have a problem catch nothing. The last rule has to catch everything. */
export function previewTierRules(
  variants: readonly CountedVariant[],
  rules: readonly TierRule[],
  problems: readonly TierRuleProblem[],
): TierPreview {
  const sound = rules.flatMap((rule, at) => (problems.some((one) => one.at === at) ? [] : [{ rule, at }]));
  const match = compileTierMatcher(sound.map(({ rule }) => rule));
  const last = { rule: rules.at(-1), at: rules.length - 1 };
  const previewed = variants.map((variant) => {
    const { rule, at } = sound[match(variant) ?? -1] ?? last;
    const next = rule?.tier ?? "–";
    return { ...variant, next, moves: variant.tier !== next, rule: at };
  });
  return {
    variants: previewed.toSorted(
      (a, b) =>
        Number(b.moves) - Number(a.moves) || b.n - a.n || (a.model ?? "").localeCompare(b.model ?? ""),
    ),
    caught: rules.map((_, at) => previewed.filter(({ rule }) => rule === at).length),
    roundTripsMoved: previewed.reduce((sum, { n, moves }) => sum + (moves ? n : 0), 0),
  };
}
