import { expect, test } from "vitest";
import { enforceLimits } from "./enforce-limits.ts";
import type { LimitsConfiguration, PlantedErrors } from "./limits-configuration.ts";

const T0 = Date.UTC(2026, 10, 23);
const tokens = (outputTokens: number) => ({ inputTokens: 0, cachedInputTokens: 0, outputTokens });
const percent = (limit: number) =>
  ({ kind: "fixed", unit: "percent", windowMinutes: 300, limit, begins: "firstUse" }) as const;

const TWO_FAMILIES: LimitsConfiguration = {
  families: [
    { family: "codex", models: ["*"], limits: [percent(100), { kind: "concurrency", limit: 1 }] },
    { family: "fast", models: ["spark"], gatedBy: ["codex"], limits: [percent(1_000)] },
  ],
};

function start(configuration: LimitsConfiguration = TWO_FAMILIES) {
  const limits = enforceLimits(configuration);
  const call = (model: string, used: number, atMs: number) => {
    const admission = limits.admit({ account: "a", model, size: tokens(used), reference: "r" }, atMs);
    if (admission.admitted) limits.settle(admission.call, tokens(used), atMs);
    return admission;
  };
  const used = () => limits.snapshot("a", T0).flatMap((one) => (one.unit === "percent" ? one.used : []));
  return { limits, call, used };
}

test("a model counts in its own family, and any other where the star stands", () => {
  const { call, used } = start();
  expect([call("spark", 5, T0).family, call("anything", 7, T0).family]).toEqual(["fast", "codex"]);
  expect(used()).toEqual([7, 5]);
});

test("a model of no family is admitted without limits", () => {
  const { call, limits } = start({ families: [] });
  expect(call("m", 1e9, T0)).toEqual({ admitted: true, call: 1, family: null });
  expect(limits.snapshot("a", T0)).toEqual([]);
});

test("a family with everything left is blocked while the one that gates it is spent", () => {
  const { call, limits } = start();
  call("general", 100, T0);
  const boundBy = { family: "codex", windowMinutes: 300, unit: "percent" };
  expect(call("spark", 1, T0 + 60_000)).toMatchObject({
    admitted: false,
    family: "fast",
    class: "quota",
    boundBy,
    retryAfterMs: 299 * 60_000,
  });
  expect(limits.snapshot("a", T0).at(-1)).toMatchObject({ family: "fast", used: 0, blockedBy: boundBy });
  expect(call("spark", 1, T0 + 300 * 60_000).admitted).toBe(true);
});

test("what gates is not blocked by what it gates, and calls in flight elsewhere block nobody", () => {
  const { call, limits } = start();
  call("spark", 1_000, T0);
  expect(limits.admit({ account: "a", model: "general", size: tokens(1) }, T0).admitted).toBe(true);
  expect(limits.snapshot("a", T0).map(({ blockedBy }) => blockedBy)).toEqual([null, null, null]);
});

test("of several limits that keep a call out, the one that does so longest binds", () => {
  const minute = { kind: "sliding", unit: "requests", windowMinutes: 1, limit: 1 } as const;
  const { call } = start({ families: [{ family: "f", models: ["*"], limits: [minute, percent(10)] }] });
  call("m", 10, T0);
  expect(call("m", 1, T0)).toMatchObject({
    class: "quota",
    boundBy: { windowMinutes: 300 },
    alsoBy: [{ family: "f", windowMinutes: 1, unit: "requests" }],
  });
});

test("without capacity nobody enters until there is some again", () => {
  const outages = [{ fromMs: T0, untilMs: T0 + 5_000, families: ["fast"] }];
  const { call } = start({ ...TWO_FAMILIES, outages });
  expect(call("spark", 1, T0 + 1_000)).toMatchObject({
    class: "capacity",
    boundBy: null,
    retryAfterMs: 4_000,
  });
  expect(call("general", 1, T0 + 1_000).admitted).toBe(true);
  expect(call("spark", 1, T0 + 5_000).admitted).toBe(true);
});

test("planted errors charge a call twice, never, or to the gating family, too, and the log tells", () => {
  const { call, limits, used } = start({
    ...TWO_FAMILIES,
    planted: { calls: { 2: "twice", 3: "never", 4: "alsoGates" } },
  });
  for (const amount of [1, 10, 20, 40]) call("spark", amount, T0);
  expect(used()).toEqual([40, 1 + 20 + 0 + 40]);
  const settled = limits.log().flatMap((entry) => (entry.kind === "settled" ? [entry] : []));
  expect(
    settled.map(({ call, planted, charges }) => [
      call,
      planted,
      charges.map(({ bucket, amount, times }) => [bucket.family, amount, times]),
    ]),
  ).toEqual([
    [1, null, [["fast", 1, 1]]],
    [2, "twice", [["fast", 10, 2]]],
    [3, "never", [["fast", 20, 0]]],
    [
      4,
      "alsoGates",
      [
        ["fast", 40, 1],
        ["codex", 40, 1],
      ],
    ],
  ]);
});

test("a seed plants the same errors, in about the shares asked for, and spares small calls", () => {
  const plantedIn = (planted: PlantedErrors) => {
    const { call, limits } = start({ families: [{ family: "f", models: ["*"], limits: [] }], planted });
    for (let index = 0; index < 2_000; index += 1) call("m", index % 2 === 0 ? 5 : 50, T0);
    return limits.log().flatMap((entry) => (entry.kind === "settled" ? entry.planted : []));
  };
  const planted = { seed: 7, shares: { twice: 0.1, never: 0.05 }, leastWeight: 10 };
  const found = plantedIn(planted);
  const count = (kind: string) => found.filter((one) => one === kind).length;
  expect(found).toEqual(plantedIn(planted));
  expect(found).not.toEqual(plantedIn({ ...planted, seed: 8 }));
  expect(found.filter((one, index) => one !== null && index % 2 === 0)).toEqual([]);
  expect(count("twice")).toBeGreaterThan(60);
  expect(count("twice")).toBeLessThan(140);
  expect(count("never")).toBeGreaterThan(25);
  expect(count("never")).toBeLessThan(75);
});

test("the log holds every admission, refusal and charge, and forgets the oldest beyond what it keeps", () => {
  const { call, limits } = start();
  call("general", 100, T0);
  call("general", 1, T0 + 5);
  expect(
    limits.log().map(({ kind, call: number, reference, atMs }) => [kind, number, reference, atMs]),
  ).toEqual([
    ["admitted", 1, "r", T0],
    ["settled", 1, "r", T0],
    ["refused", 2, "r", T0 + 5],
  ]);
  const short = start({ ...TWO_FAMILIES, keepLog: 10 });
  for (let index = 0; index < 50; index += 1) short.call("spark", 1, T0);
  expect(short.limits.log().map((entry) => entry.call)).toEqual([46, 46, 47, 47, 48, 48, 49, 49, 50, 50]);
});

test("a call is settled once", () => {
  const { limits } = start();
  const { call } = limits.admit({ account: "a", model: "m", size: tokens(1) }, T0);
  limits.settle(call, null, T0);
  expect(() => limits.settle(call, null, T0)).toThrow("not in flight");
});

test("a gate that is not there is an error", () => {
  const families = [{ family: "f", models: ["*"], limits: [], gatedBy: ["nowhere"] }];
  expect(() => enforceLimits({ families })).toThrow("nowhere");
});
