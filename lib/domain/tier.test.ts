import { expect, test } from "vitest";
import type { ModelVariant } from "./round-trip.ts";
import { compileTierRules, DEFAULT_TIER_RULES } from "./tier.ts";

const UNKNOWN: ModelVariant = { provider: null, model: null, serviceTier: null, reasoningEffort: null };
const tierOf = compileTierRules(DEFAULT_TIER_RULES);

test.each([
  ["Instant", { model: "gpt-5.3-codex-spark" }],
  ["Instant", { provider: "Cerebras", model: "qwen-3-coder-480b" }],
  ["Instant", { model: "gpt-6-astra", serviceTier: "ultrafast" }],
  ["Fast", { model: "gpt-5.3-codex", serviceTier: "priority" }],
  ["Fast", { model: "claude-haiku-4-5" }],
  ["Fast", { model: "gpt-5-mini-2025-08-07" }],
  ["Deep", { model: "gpt-5.3-codex", reasoningEffort: "xhigh" }],
  ["Deep", { model: "gpt-5-pro" }],
  ["Standard", { model: "gpt-5.3-codex" }],
  ["Standard", { model: "gemini-2.5-prototype" }],
  ["Standard", {}],
])("the shipped rules put %s around %o", (tier, known) => {
  expect(tierOf({ ...UNKNOWN, ...known })).toBe(tier);
});

test("the first rule that matches wins, and an unknown field matches nothing", () => {
  const ours = compileTierRules([{ tier: "Ours", provider: "acme", model: "m.*" }, { tier: "Rest" }]);
  expect(ours({ ...UNKNOWN, provider: "ACME", model: "m1" })).toBe("Ours");
  expect(ours({ ...UNKNOWN, model: "m1" })).toBe("Rest");
});

test("rules that leave a variant without a tier are refused when it comes up", () => {
  expect(() => compileTierRules([{ tier: "Ours", provider: "acme" }])(UNKNOWN)).toThrow(
    "No tier rule matches",
  );
});
