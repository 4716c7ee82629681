import { expect, test } from "vitest";
import { fuzzDecoders } from "#tests/fuzz/fuzz-decoders.ts";
import { CONTENT, fuzzSeeds } from "#tests/fuzz/fuzz-seeds.ts";

test("3,000 damaged exports in both encodings crash nothing and let no content through", {
  timeout: 120_000,
}, () => {
  const { decoded, malformed, telling } = fuzzDecoders(3_000, 1);
  expect(decoded + malformed).toBe(3_000);
  // Damage that is always refused, or never, would try only half of the code.
  expect([decoded > 300, malformed > 300, telling > 300]).toEqual([true, true, true]);
});

test("the exports to be damaged hold content in every dialect", () => {
  const without = fuzzSeeds().filter(({ payload }) => !JSON.stringify(payload).includes(CONTENT));
  expect(without.map(({ name }) => name)).toEqual([]);
});
