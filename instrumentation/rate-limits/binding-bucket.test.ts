import { expect, test } from "vitest";
import { bindingBucket, chargedFamily } from "./binding-bucket.ts";
import { makeReading, type Told } from "./make-reading.ts";

const reading = (told: Partial<Told> = {}) =>
  makeReading({ family: "codex", unit: "percent", source: "header", raw: "", ...told });

test("what the provider names comes before what is spent", () => {
  const named = reading({ family: "requests", binding: true });
  expect(bindingBucket([reading({ usedFraction: 1 }), named])).toBe(named);
});

test("of several that are spent, the last to come back binds", () => {
  const week = reading({ windowMinutes: 10_080, usedFraction: 1.02, resetsAtMs: 9_000 });
  const hours = reading({ windowMinutes: 300, usedFraction: 1, resetsAtMs: 4_000 });
  expect(bindingBucket([week, hours])).toBe(week);
  expect(bindingBucket([hours, week])).toBe(week);
});

test("a bucket of a count is spent when nothing remains, one with a status when it is rejected", () => {
  const tokens = reading({ family: "tokens", remaining: 0 });
  expect(bindingBucket([reading({ family: "requests", remaining: 4 }), tokens])).toBe(tokens);
  const rejected = reading({ status: "rejected", binding: true });
  expect(bindingBucket([reading({ status: "allowed" }), rejected])).toBe(rejected);
});

test("the fullest bucket is not the binding one as long as something is left in it", () => {
  expect(bindingBucket([reading({ usedFraction: 0.99 }), reading({ remaining: 1 })])).toBeNull();
  expect(bindingBucket([reading({ status: "allowed", binding: true })])).toBeNull();
  expect(bindingBucket([])).toBeNull();
});

test("an attempt counts for the family that the provider calls active", () => {
  const headers = new Map([["x-codex-active-limit", "codex-bengalfox"]]);
  expect(chargedFamily(headers, [])).toBe("codex_bengalfox");
  expect(chargedFamily(new Map([["x-codex-active-limit", "not a name"]]), [])).toBeNull();
});

test("without that, events that tell of one family only name it", () => {
  const spark = reading({ family: "codex_bengalfox" });
  expect(chargedFamily(new Map(), [spark, spark])).toBe("codex_bengalfox");
  expect(chargedFamily(new Map(), [spark, reading()])).toBeNull();
  expect(chargedFamily(new Map(), [])).toBeNull();
});
