import fc from "fast-check";
import { expect, test } from "vitest";
import { pairTwins } from "./pair-twins.ts";

const stretch = (key: string, startMs: number, atMs: number) => ({ key, startMs, atMs });
const pairs = (spans: ReturnType<typeof stretch>[], logs: ReturnType<typeof stretch>[]) =>
  [...pairTwins(spans, logs, () => true)].map(([span, log]) => [span, log.key]).toSorted();

test("a short call inside a long one finds its own log", () => {
  expect(
    pairs(
      [stretch("long", 0, 1000), stretch("short", 400, 450)],
      [stretch("log of long", 2, 1001), stretch("log of short", 401, 451)],
    ),
  ).toEqual([
    ["long", "log of long"],
    ["short", "log of short"],
  ]);
});

test("what lasted no time at all is found a few ms beside its span, and no further", () => {
  expect(pairs([stretch("span", 100, 100.2)], [stretch("log", 103, 103)])).toEqual([["span", "log"]]);
  expect(pairs([stretch("span", 100, 100.2)], [stretch("log", 106, 106)])).toEqual([]);
});

test("a log has one span, and a span one log", () => {
  expect(pairs([stretch("a", 0, 100), stretch("b", 1, 100)], [stretch("log", 0, 100)])).toEqual([
    ["a", "log"],
  ]);
});

test("in a crowd of calls that follow each other, each finds its own, in any order", () => {
  const count = 500;
  const spans = Array.from({ length: count }, (_, index) =>
    stretch(`${index}`, index * 10, index * 10 + 9.6),
  );
  const logs = spans.map(({ key, startMs, atMs }) => stretch(key, startMs, Math.ceil(atMs)));
  fc.assert(
    fc.property(fc.shuffledSubarray(logs, { minLength: count }), (shuffled) => {
      expect(pairTwins(spans.toReversed(), shuffled, () => true).size).toBe(count);
      for (const [span, log] of pairTwins(spans, shuffled, () => true)) expect(log.key).toBe(span);
    }),
    { numRuns: 5 },
  );
});
