import { expect, test } from "vitest";
import { donorsOf, type Habit, runWork, simulateWork, timeWork } from "#bench/what-if/simulate-turns.ts";
import { SMALL_WORK, TRUTHS, USUAL_WORK } from "#bench/what-if/truths.ts";
import { PHASES, type PhaseDurations } from "#lib/domain/phase.ts";
import { seededRandom } from "#simulation/random.ts";
import { answerWhatIf } from "./answer-what-if.ts";
import type { DonorRoundTrip, RecordedTurn } from "./recorded-turn.ts";
import type { WhatIfResult } from "./what-if-answer.ts";
import type { WhatIfScenario } from "./what-if-scenario.ts";

const HABIT: Habit = { ...USUAL_WORK, sessions: 30, turnsPerSession: 3, roundTripsPerTurn: 5 };
const TO_INSTANT: WhatIfScenario = { changes: [{ kind: "tier", from: "Standard", to: "Instant" }] };

/** Turns on one tier, and round trips of another as donors. */
function history(more: Partial<Habit> = {}, asked: keyof typeof TRUTHS = "instant", seed = 1) {
  const random = seededRandom(seed);
  const turns = runWork(simulateWork({ ...HABIT, ...more }, random), TRUTHS.standard, random);
  const others = simulateWork({ ...SMALL_WORK, sessions: 40 }, random, "donor");
  return { turns, donors: donorsOf(runWork(others, TRUTHS[asked], random)) };
}

function answer(
  { turns, donors }: { readonly turns: readonly RecordedTurn[]; readonly donors: readonly DonorRoundTrip[] },
  scenario: WhatIfScenario = TO_INSTANT,
): WhatIfResult {
  const { result, refusal } = answerWhatIf(scenario, turns, donors);
  if (result === null) throw new Error(`Refused: ${refusal}`);
  return result;
}

const sumOf = (phases: PhaseDurations): number => PHASES.reduce((sum, phase) => sum + phases[phase], 0);

test("the answer is the same for the same data in whatever order", () => {
  const { turns, donors } = history();
  const turned = answerWhatIf(TO_INSTANT, turns.toReversed(), donors.toReversed());
  expect(turned).toEqual(answerWhatIf(TO_INSTANT, turns, donors));
});

test("phases sum to the wait before and after, side by side or not", () => {
  const result = answer(history({ parallelShare: 0.5 }));
  expect(sumOf(result.phases.before)).toBeCloseTo(result.recorded.sumMs, 3);
  expect(sumOf(result.phases.after)).toBeCloseTo(result.modelled.sumMs.value, 3);
  expect(sumOf(result.turnsBoundBy.after)).toBeCloseTo(1, 9);
});

test("on a tier fifteen times as fast, generation stops being the bottleneck and tools take over", () => {
  const { bottleneck, saved, limit, modelled } = answer(history());
  expect(bottleneck).toMatchObject({ before: "generation", after: "tool", confidence: 1 });
  expect(saved.share.from).toBeGreaterThan(0.5);
  expect(limit.savedShare).toBeGreaterThan(saved.share.value);
  expect(modelled.sumMs.value).toBeGreaterThan(limit.sumMs);
});

test("where turns wait for tools, a faster tier saves little and tools stay the bottleneck", () => {
  const { bottleneck, saved, turnsBoundBy } = answer(history({ toolMs: 60_000 }));
  expect(bottleneck).toMatchObject({ before: "tool", after: "tool", confidence: 1 });
  expect(bottleneck.afterShare.from).toBeGreaterThan(0.9);
  expect(turnsBoundBy.after.tool).toBeGreaterThan(0.95);
  expect(saved.share.to).toBeLessThan(0.2);
});

test("a slower tier costs time", () => {
  const slower = answer(history({}, "deep"), { changes: [{ kind: "tier", from: null, to: "Deep" }] });
  expect(slower.saved.perTurnMs.to).toBeLessThan(0);
});

test("intervals of the mean, the median and the saving hold what is true of such turns", {
  timeout: 120_000,
}, () => {
  const random = seededRandom(99);
  const work = simulateWork({ ...HABIT, sessions: 4000 }, random);
  const [before, after] = [TRUTHS.standard, TRUTHS.instant].map((truth) => timeWork(work, truth, random)) as [
    number[],
    number[],
  ];
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const median = after.toSorted((a, b) => a - b)[after.length >> 1] ?? 0;
  const held = Array.from({ length: 40 }, (_, nth) => {
    const { modelled, saved } = answer(history({}, "instant", 1000 + nth));
    return [
      [modelled.meanMs, mean(after)] as const,
      [modelled.p50Ms, median] as const,
      [saved.perTurnMs, mean(before) - mean(after)] as const,
    ].map(([{ from, to }, truth]) => from <= truth && truth <= to);
  });
  for (const figure of [0, 1, 2]) {
    // 95 % of 40 is 38; below 34 lies less than one history in a hundred.
    expect(held.filter((one) => one[figure]).length).toBeGreaterThanOrEqual(34);
  }
});

test("without throttling, turns lose just what refused attempts took", () => {
  const { turns } = history({ parallelShare: 0 });
  const result = answer({ turns, donors: [] }, { changes: [{ kind: "limits", throttleFactor: 0 }] });
  const throttled = turns.reduce((sum, { phases }) => sum + phases.throttle, 0);
  expect(throttled).toBeGreaterThan(0);
  expect(result.saved.totalMs.value).toBeCloseTo(throttled, 3);
  expect(result.phases.after.throttle).toBeCloseTo(0, 6);
  expect(result.limit.savedMs).toBeCloseTo(throttled, 3);
  const doubled = answer({ turns, donors: [] }, { changes: [{ kind: "limits", throttleFactor: 2 }] });
  expect(doubled.saved.totalMs.value).toBeCloseTo(-throttled, 3);
});

test("over another transport, round trips keep their tier and connect as often as that transport does", () => {
  const { turns, donors } = history({}, "socket");
  const scenario: WhatIfScenario = { changes: [{ kind: "transport", to: "websocket" }] };
  const mixed = [
    ...donors,
    ...donors.map((donor) => ({ ...donor, tier: "Deep", ttftMs: 60_000, e2eMs: 90_000 })),
  ];
  const { result, support } = answerWhatIf(scenario, turns, mixed);
  expect(support.donors).toBeLessThanOrEqual(donors.length);
  expect(support.comparableShare).toBeGreaterThan(0.9);
  expect(result?.saved.share.from).toBeGreaterThan(0);
  const { before, after } = result?.phases ?? {};
  expect(after?.connect ?? 0).toBeLessThan(0.6 * (before?.connect ?? 0));
});

test("changes can be combined", () => {
  const { turns, donors } = history({ parallelShare: 0 });
  const both = answer(
    { turns, donors },
    {
      changes: [...TO_INSTANT.changes, { kind: "limits", throttleFactor: 0 }],
    },
  );
  const tier = answer({ turns, donors });
  const throttled = turns.reduce((sum, { phases }) => sum + phases.throttle, 0);
  expect(both.saved.totalMs.value - tier.saved.totalMs.value).toBeCloseTo(throttled, 3);
});

test("a tier that writes more, or needs more round trips, saves less, and the assumption says so", () => {
  const data = history();
  const plain = answer(data);
  const wordy = answer(data, { ...TO_INSTANT, outputRatio: 3 });
  expect(wordy.phases.after.generation).toBeGreaterThan(2.5 * plain.phases.after.generation);
  const clumsy = answer(data, { ...TO_INSTANT, roundTripRatio: 1.5 });
  expect(clumsy.modelled.sumMs.value).toBeCloseTo(1.5 * plain.modelled.sumMs.value, 3);
  const codes = ({ outputRatio }: { outputRatio?: number }): string[] =>
    answerWhatIf(
      { ...TO_INSTANT, ...(outputRatio === undefined ? {} : { outputRatio }) },
      data.turns,
      data.donors,
    ).assumptions.map(({ code }) => code);
  expect(codes({})).toContain("sameOutput");
  expect(codes({ outputRatio: 3 })).toContain("otherOutput");
});

test("only complete turns are replayed, and round trips that were cut short stay as they were", () => {
  const { turns, donors } = history();
  const some = turns.map((turn, nth): RecordedTurn => {
    if (nth % 10 === 0) return { ...turn, outcome: "cancelled" };
    const [first, ...rest] = turn.roundTrips;
    return first === undefined || nth % 10 > 1
      ? turn
      : { ...turn, roundTrips: [{ ...first, outcome: "failed" }, ...rest] };
  });
  const { support, assumptions } = answerWhatIf(TO_INSTANT, some, donors);
  expect(support.turnsLeftOut).toBe(some.filter(({ outcome }) => outcome === "cancelled").length);
  expect(support.concerned - support.replaced).toBe(
    some.filter(({ roundTrips }) => roundTrips[0]?.outcome === "failed").length,
  );
  expect(assumptions.map(({ code }) => code)).toEqual(expect.arrayContaining(["kept", "completeTurns"]));
});

test("round trips that are of the tier already stay", () => {
  const { turns, donors } = history();
  const half = turns.map((turn, nth) => ({
    ...turn,
    roundTrips: turn.roundTrips.map((one) => (nth % 2 === 0 ? { ...one, tier: "Instant" } : one)),
  }));
  const { support } = answerWhatIf({ changes: [{ kind: "tier", from: null, to: "Instant" }] }, half, donors);
  const others = half.flatMap(({ roundTrips }) => roundTrips.filter(({ tier }) => tier !== "Instant"));
  expect(support.concerned).toBe(others.length);
});

test("donors of another transport are taken when there are no others, and the answer says so", () => {
  const { turns, donors } = history();
  const sockets = donors.map((donor) => ({ ...donor, transport: "websocket" as const }));
  const { result, assumptions } = answerWhatIf(TO_INSTANT, turns, sockets);
  expect(result).not.toBeNull();
  expect(assumptions.map(({ code }) => code)).toContain("donorTransport");
});

test("too little to go on is refused, with a reason", () => {
  const { turns, donors } = history();
  const refusal = (...args: Parameters<typeof answerWhatIf>) => answerWhatIf(...args).refusal;
  expect(refusal(TO_INSTANT, turns.slice(0, 10), donors)).toBe("fewTurns");
  expect(refusal(TO_INSTANT, turns, donors.slice(0, 20))).toBe("fewDonors");
  expect(
    refusal(
      TO_INSTANT,
      turns,
      donors.filter(({ session }) => session === "donor 3"),
    ),
  ).toBe("fewDonors");
  const other: WhatIfScenario = { changes: [{ kind: "tier", from: "Deep", to: "Instant" }] };
  expect(refusal(other, turns, donors)).toBe("nothingConcerned");
  const large = donors.map((donor) => ({ ...donor, inputTokens: 500_000, cachedInputTokens: 0 }));
  expect(refusal(TO_INSTANT, turns, large)).toBe("fewComparable");
  expect(answerWhatIf(TO_INSTANT, [], []).result).toBeNull();
});

test("a scenario that contradicts itself is an error", () => {
  const twice = [...TO_INSTANT.changes, ...TO_INSTANT.changes];
  expect(() => answerWhatIf({ changes: twice }, [], [])).toThrow(RangeError);
  expect(() => answerWhatIf({ ...TO_INSTANT, outputRatio: 0 }, [], [])).toThrow(/outputRatio/);
  const negative: WhatIfScenario = { changes: [{ kind: "limits", throttleFactor: -1 }] };
  expect(() => answerWhatIf(negative, [], [])).toThrow(/throttleFactor/);
});
