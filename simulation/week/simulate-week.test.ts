import { expect, test } from "vitest";
import { amountOf } from "#simulation/limits/call-usage.ts";
import { simulateWeek } from "./simulate-week.ts";
import { FAST_FAMILY, WEIGHTS } from "./week-limits.ts";

const END_MS = Date.UTC(2026, 10, 27, 15);
const week = simulateWeek({ seed: 1, endMs: END_MS, pace: 0.6 });
const refused = week.attempts.filter(({ refusal }) => refusal !== null);

test("a week is the same for the same seed and end, and another for another seed", () => {
  const fewer = (seed: number) => simulateWeek({ seed, endMs: END_MS, pace: 0.2 }).attempts;
  expect(fewer(1)).toEqual(fewer(1));
  expect(fewer(2)).not.toEqual(fewer(1));
});

test("all of it lies in the seven days, and nobody works at night or on the weekend", () => {
  for (const { startedAtMs, endedAtMs } of week.attempts) {
    expect(startedAtMs).toBeGreaterThanOrEqual(week.startMs);
    expect(endedAtMs).toBeLessThanOrEqual(END_MS);
    expect([0, 6]).not.toContain(new Date(startedAtMs).getUTCDay());
    expect(new Date(startedAtMs).getUTCHours()).toBeGreaterThanOrEqual(8);
  }
});

test("twenty people in three teams meet limits of every kind, the gate between families among them", () => {
  expect(week.people).toHaveLength(20);
  expect(new Set(week.people.map(({ team }) => team)).size).toBe(3);
  const kinds = new Set(
    refused.map(({ family, refusal }) => {
      const { family: by, windowMinutes, unit } = refusal?.boundBy ?? {};
      return `${family} ${refusal?.class} ${by} ${windowMinutes} ${unit}`;
    }),
  );
  for (const kind of [
    "codex quota codex 300 percent",
    "codex quota codex 10080 percent",
    `${FAST_FAMILY} quota codex 300 percent`,
    `${FAST_FAMILY} quota ${FAST_FAMILY} 300 percent`,
    "api rate api 1 tokens",
    "codex capacity undefined undefined undefined",
  ])
    expect(kinds).toContain(kind);
});

test("a refused try has cost the time until the next one, and the last one only its own", () => {
  for (const attempt of refused) {
    const next = week.attempts.find(
      (other) => other.callId === attempt.callId && other.resendCount === attempt.resendCount + 1,
    );
    expect(attempt.lostMs).toBe((next?.startedAtMs ?? attempt.endedAtMs) - attempt.startedAtMs);
  }
  expect(refused.some(({ resendCount }) => resendCount === 2)).toBe(true);
});

test("some large calls are charged twice or never, and all others once in both windows", () => {
  const answered = week.attempts.filter(({ person, usage }) => person.way === "codex" && usage !== null);
  const kinds = new Set(answered.map(({ planted }) => planted));
  expect(kinds).toEqual(new Set([null, "twice", "never"]));
  for (const { charges, planted, usage } of answered) {
    const times = planted === "twice" ? 2 : planted === "never" ? 0 : 1;
    expect(charges.map((charge) => charge.times)).toEqual([times, times]);
    expect(charges[0]?.amount).toBe(usage && amountOf("percent", usage, WEIGHTS));
  }
});
