import fc from "fast-check";
import { expect, test } from "vitest";
import { attributePhases } from "./attribute-phases.ts";
import { PHASES } from "./phase.ts";

const NONE = Object.fromEntries(PHASES.map((phase) => [phase, 0]));

test("a turn in which nothing was reported is the client's own", () => {
  expect(attributePhases(0, 100, [])).toEqual({ ...NONE, client: 100 });
});

test("where pieces overlap, each instant counts once, for what the developer was waiting for", () => {
  const phases = attributePhases(0, 100, [
    { phase: "generation", startMs: 10, endMs: 60 },
    { phase: "tool", startMs: 50, endMs: 90 },
    { phase: "approval", startMs: 70, endMs: 80 },
  ]);
  expect(phases).toEqual({ ...NONE, client: 20, generation: 50, tool: 20, approval: 10 });
});

test("pieces that stick out are cut at the turn, and empty or reversed ones count nothing", () => {
  const phases = attributePhases(0, 100, [
    { phase: "queue", startMs: -50, endMs: 10 },
    { phase: "tool", startMs: 90, endMs: 500 },
    { phase: "generation", startMs: 60, endMs: 60 },
    { phase: "generation", startMs: 50, endMs: 40 },
  ]);
  expect(phases).toEqual({ ...NONE, queue: 10, tool: 10, client: 80 });
});

test("phases always sum to the turn and are never negative", () => {
  const piece = fc.record({
    phase: fc.constantFrom(...PHASES),
    startMs: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    endMs: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(piece), fc.nat(1_000_000), (pieces, durationMs) => {
      const phases = Object.values(attributePhases(0, durationMs, pieces));
      expect(Math.min(...phases)).toBeGreaterThanOrEqual(0);
      expect(phases.reduce((a, b) => a + b, 0)).toBeCloseTo(durationMs, 3);
    }),
  );
});
