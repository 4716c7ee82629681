import { expect, test } from "vitest";
import { SAMPLE_NOW as NOW, sampleBucket } from "#tests/support/sample-limits.ts";
import { foldAccounts, prepareLimitAccounts } from "./prepare-limit-accounts.ts";

const HOUR = 3_600_000;
const accounts = (...buckets: ReturnType<typeof sampleBucket>[]) =>
  prepareLimitAccounts(buckets, new Map([["aaaaaaaa", ["ada", "bob"]]]), NOW, "UTC");

test("stopped accounts come first, then those that will be soonest, then the fullest", () => {
  const found = accounts(
    sampleBucket({ account: "half", headroomFraction: 0.5 }),
    sampleBucket({ account: "soon", headroomFraction: 0.9 }, { exhaustsAtMs: NOW + HOUR, gap: null }),
    sampleBucket({ account: "fuller", headroomFraction: 0.2 }),
    sampleBucket({ account: "spent", headroomFraction: 0, blockedUntilMs: NOW + 2 * HOUR }),
    sampleBucket({ account: "silent", headroomFraction: null }),
  );
  expect(found.map(({ account, notice, isQuiet }) => [account, notice, isQuiet])).toEqual([
    ["spent", "all of it stopped until 17:30", false],
    ["soon", "spent at about 16:30", false],
    ["fuller", null, false],
    ["half", null, false],
    ["silent", null, true],
  ]);
});

test("an account says with whom it was seen, and has its buckets by family, the shortest window first", () => {
  const [account] = accounts(
    sampleBucket({ account: "aaaaaaaa", family: "spark" }),
    sampleBucket({ account: "aaaaaaaa", windowMinutes: 10_080 }),
    sampleBucket({ account: "aaaaaaaa" }),
  );
  expect([account?.shortAccount, account?.people]).toEqual(["aaaaaa", ["ada", "bob"]]);
  expect(account?.rows.map(({ name }) => name.main)).toEqual(["codex · 5 h", "codex · 7 d", "spark · 5 h"]);
});

test("until when is only said when all that is stopped says it", () => {
  const [account] = accounts(
    sampleBucket({ headroomFraction: 0, blockedUntilMs: null }),
    sampleBucket({ headroomFraction: 0, blockedUntilMs: NOW + HOUR, windowMinutes: 10_080 }),
    sampleBucket({ family: "other" }),
  );
  expect(account?.notice).toBe("2 of 3 stopped");
});

test("of many accounts those that are stopped or will be stand there, and the fullest of the others", () => {
  const many = Array.from({ length: 20 }, (_, index) => `a${String(index).padStart(2, "0")}`);
  const stopped = many.map((account) => sampleBucket({ account, headroomFraction: 0 }));
  const open = many.map((account, index) =>
    sampleBucket({ account: `b${account}`, headroomFraction: (index + 1) / 100 }),
  );
  const silent = sampleBucket({ account: "silent", headroomFraction: null });
  const allStopped = foldAccounts(accounts(...stopped, ...open, silent));
  expect([allStopped.shown.length, allStopped.further.length]).toEqual([20, 20]);
  const { shown, further, quiet } = foldAccounts(accounts(...open, silent));
  expect([shown, further, quiet].map((part) => part.length)).toEqual([12, 8, 1]);
  expect([shown[0]?.account, further[0]?.account]).toEqual(["ba00", "ba12"]);
});
