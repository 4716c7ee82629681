import fc from "fast-check";
import { expect, test } from "vitest";
import { readRawParams } from "#app/raw-params.ts";
import type { TierRuleDraft } from "#lib/domain/settings/tier-rule-draft.ts";
import { draftHref, readRuleDraft, readRuleEdit, writeRuleEdit } from "./tier-rule-params.ts";

const text = fc.string({ maxLength: 20 }).map((value) => value.toWellFormed());
const rule: fc.Arbitrary<TierRuleDraft> = fc.record({
  tier: text,
  provider: text,
  model: text,
  serviceTier: text,
  reasoningEffort: text,
});

test("a draft comes back from its address as it went in, beside what the address has otherwise", () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 10 }), (draft) => {
      const kept = readRawParams(new URLSearchParams("window=1h&saved=people&edit=up-1"));
      const raw = readRawParams(new URL(draftHref(kept, draft), "http://localhost").searchParams);
      expect(readRuleDraft((name) => raw.get(name) ?? [])).toEqual(draft);
      expect([raw.get("window"), raw.has("saved"), raw.has("edit")]).toEqual([["1h"], false, false]);
    }),
  );
});

test("no draft is no rules", () => {
  expect(readRuleDraft(() => [])).toBeNull();
  expect(draftHref(new Map([["ruleTier", ["A"]]]), null)).toBe("/settings");
});

test("a step is read as it is written, and nothing else is one", () => {
  expect(readRuleEdit(writeRuleEdit({ step: "up", at: 12 }))).toEqual({ step: "up", at: 12 });
  for (const bad of [undefined, "", "up", "up--1", "swap-1", "up-1x"]) expect(readRuleEdit(bad)).toBeNull();
});
