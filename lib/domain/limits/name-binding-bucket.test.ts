import { expect, test } from "vitest";
import { nameBindingBucket, type SpentReading } from "./name-binding-bucket.ts";

const T0 = Date.UTC(2026, 10, 25, 12);
const ATTEMPT = { account: "a", sessionId: "s", startedAtMs: T0, endedAtMs: T0 + 100 };

const WEEK: SpentReading = {
  account: "a",
  sessionId: null,
  family: "codex",
  windowMinutes: 10_080,
  unit: "percent",
  resetsAtMs: T0 + 86_400_000,
  observedAtMs: T0 - 60_000,
};

test("a bucket of the account that is known to be spent and has not come back binds", () => {
  expect(nameBindingBucket(ATTEMPT, [WEEK])).toEqual({
    family: "codex",
    windowMinutes: 10_080,
    unit: "percent",
  });
});

test("of several the last to come back binds, in any order", () => {
  const hours = { ...WEEK, windowMinutes: 300, resetsAtMs: T0 + 3_600_000 };
  expect(nameBindingBucket(ATTEMPT, [hours, WEEK])?.windowMinutes).toBe(10_080);
  expect(nameBindingBucket(ATTEMPT, [WEEK, hours])?.windowMinutes).toBe(10_080);
});

test.each([
  ["of another account", { account: "b" }],
  ["that came back before", { resetsAtMs: T0 }],
  ["that was spent only later", { observedAtMs: T0 + 10_000 }],
  ["of which nobody says when it comes back, a while ago", { resetsAtMs: null }],
])("a bucket %s does not", (_, changed) => {
  expect(nameBindingBucket(ATTEMPT, [{ ...WEEK, ...changed }])).toBeNull();
});

test("without an account, what its own session heard counts", () => {
  const heard = { ...WEEK, account: null, sessionId: "s" };
  expect(nameBindingBucket({ ...ATTEMPT, account: null }, [heard])?.family).toBe("codex");
  expect(nameBindingBucket({ ...ATTEMPT, account: null }, [{ ...heard, sessionId: "other" }])).toBeNull();
});
