import { expect, test } from "vitest";
import { randomWords } from "./random-words.ts";

const drawn = (seed: number, n: number): number[] => {
  const next = randomWords(seed);
  return Array.from({ length: n }, next);
};

test("the same seed draws the same words, another seed others", () => {
  expect(drawn(7, 100)).toEqual(drawn(7, 100));
  const shared = drawn(7, 1_000).filter((word, index) => word === drawn(8, 1_000)[index]);
  expect(shared).toEqual([]);
});

test("each bit is set half of the time, and none follows from the word before", () => {
  const words = drawn(1, 20_000);
  for (let bit = 0; bit < 32; bit++) {
    const isSet = words.map((word) => (word >>> bit) & 1);
    const share = isSet.reduce((sum, one) => sum + one, 0) / words.length;
    const alike = isSet.filter((one, index) => one === isSet[index - 1]).length / words.length;
    // Four standard errors.
    expect(Math.abs(share - 0.5)).toBeLessThan(0.0142);
    expect(Math.abs(alike - 0.5)).toBeLessThan(0.0142);
  }
});
