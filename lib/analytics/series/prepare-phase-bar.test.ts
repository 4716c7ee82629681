import { expect, test } from "vitest";
import { preparePhaseBar } from "./prepare-phase-bar.ts";

test("only phases that took time are shown, and their shares sum to 1", () => {
  const slices = preparePhaseBar([
    { phase: "client", ms: 0 },
    { phase: "queue", ms: 250 },
    { phase: "generation", ms: 750 },
  ]);
  expect(slices.map(({ phase, name, ms, share }) => ({ phase, name, ms, share }))).toEqual([
    { phase: "queue", name: "Queue", ms: 250, share: 0.25 },
    { phase: "generation", name: "Generation", ms: 750, share: 0.75 },
  ]);
});

test("a turn without any phase has no bar", () => {
  expect(preparePhaseBar([{ phase: "client", ms: 0 }])).toEqual([]);
});
