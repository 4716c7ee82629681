import { expect, test } from "vitest";
import { DEFAULT_TIER_RULES, type TierRule } from "../tier.ts";
import { checkTierRules } from "./check-tier-rules.ts";
import { previewTierRules } from "./preview-tier-rules.ts";
import { draftOfRules, editTierRules, rulesOfDraft, TIER_RULES_MAX } from "./tier-rule-draft.ts";

const tiersOf = (rules: readonly TierRule[]) => rules.map(({ tier }) => tier);
const RULES: readonly TierRule[] = [{ tier: "A", model: "a.*" }, { tier: "B", model: "b" }, { tier: "C" }];
const edited = (step: "add" | "remove" | "up" | "down", at: number) =>
  tiersOf(rulesOfDraft(editTierRules(draftOfRules(RULES), { step, at })));

test("the shipped rules are good, and come back from a form as they went in", () => {
  expect(checkTierRules(DEFAULT_TIER_RULES)).toEqual([]);
  expect(rulesOfDraft(draftOfRules(DEFAULT_TIER_RULES))).toEqual(DEFAULT_TIER_RULES);
});

test("rules move, go and come one at a time", () => {
  expect(edited("up", 1)).toEqual(["B", "A", "C"]);
  expect(edited("down", 0)).toEqual(["B", "A", "C"]);
  expect(edited("remove", 0)).toEqual(["B", "C"]);
  expect(edited("add", 0)).toEqual(["A", "B", "", "C"]);
});

test("the rule that catches everything stays the last one", () => {
  for (const [step, at] of [
    ["up", 0],
    ["down", 1],
    ["up", 2],
    ["remove", 2],
    ["remove", 9],
    ["remove", Number.NaN],
  ] as const)
    expect(edited(step, at)).toEqual(["A", "B", "C"]);
  expect(rulesOfDraft(draftOfRules(RULES.slice(0, 2))).at(-1)).toEqual({ tier: "Standard" });
});

test("there are no more rules than the most", () => {
  let draft = draftOfRules(RULES);
  for (let count = 0; count < 60; count += 1) draft = editTierRules(draft, { step: "add", at: 0 });
  expect(draft).toHaveLength(TIER_RULES_MAX);
});

test("each mistake is told at its rule and field", () => {
  const rules: TierRule[] = [
    { tier: "", model: "a" },
    { tier: "A", provider: "(", model: "[" },
    { tier: "B" },
    { tier: "x".repeat(41), model: "a" },
    { tier: "Rest" },
  ];
  expect(checkTierRules(rules).map(({ at, field }) => [at, field])).toEqual([
    [0, "tier"],
    [1, "provider"],
    [1, "model"],
    [2, "provider"],
    [3, "tier"],
  ]);
});

test("a preview tells what moves, what each rule catches, and how many round trips it is about", () => {
  const variant = (model: string, n: number, tier: string) => ({
    ...{ provider: null, model, serviceTier: null, reasoningEffort: null },
    ...{ n, tier },
  });
  const rules: TierRule[] = [
    { tier: "A", model: "a.*" },
    { tier: "Bad", model: "(" },
    { tier: "None", model: "z" },
    { tier: "C" },
  ];
  const problems = checkTierRules(rules);
  const preview = previewTierRules(
    [variant("b", 7, "C"), variant("a1", 5, "A"), variant("a2", 2, "C")],
    rules,
    problems,
  );
  expect(
    preview.variants.map(({ model, tier, next, moves, rule }) => [model, tier, next, moves, rule]),
  ).toEqual([
    ["a2", "C", "A", true, 0],
    ["b", "C", "C", false, 3],
    ["a1", "A", "A", false, 0],
  ]);
  expect(preview.caught).toEqual([2, 0, 0, 1]);
  expect(preview.roundTripsMoved).toBe(2);
});
