import { expect, test } from "vitest";
import { countSwitches } from "./count-switches.ts";

test.each([
  [[], 0],
  [["Fast"], 0],
  [["Fast", "Fast"], 0],
  [["Fast", "Deep", "Fast"], 2],
  [["Fast", "Fast", "Deep", "Deep", "Instant"], 2],
])("%j has %d switches", (sequence, switches) => {
  expect(countSwitches(sequence)).toBe(switches);
});
