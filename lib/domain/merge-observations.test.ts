import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeObservations } from "./merge-observations.ts";
import type { Observation } from "./observation.ts";

const text = fc.option(fc.constantFrom("a", "b"), { nil: null });
const observation: fc.Arbitrary<Observation> = fc.record({
  key: fc.constantFrom("one", "two", "three"),
  scope: text,
  traceId: text,
  spanId: text,
  parentSpanId: text,
  kind: fc.constant("chunks" as const),
  source: fc.constant("log" as const),
  atMs: fc.nat(1000),
  startMs: fc.option(fc.nat(1000), { nil: null }),
  facts: fc.dictionary(
    fc.constantFrom("model", "person", "tokens"),
    fc.oneof(fc.constantFrom("x", "y"), fc.nat(3)),
  ),
  instants: fc.option(
    fc.uniqueArray(fc.nat(99)).map((list) => list.toSorted((a, b) => a - b)),
    { nil: null },
  ),
});

test("merging in any order and any grouping, with repetition, gives the same observations", () => {
  fc.assert(
    fc.property(fc.array(observation), fc.array(observation), (some, others) => {
      const once = mergeObservations([...some, ...others]);
      expect(mergeObservations([...others.toReversed(), ...some, ...some])).toEqual(once);
      expect(mergeObservations([...mergeObservations(others), ...mergeObservations(some)])).toEqual(once);
    }),
  );
});

test("each of two reports adds what only it knew", () => {
  const known: Observation = {
    key: "k",
    scope: "codex/1",
    traceId: null,
    spanId: null,
    parentSpanId: null,
    kind: "chunks",
    source: "log",
    atMs: 105,
    startMs: null,
    facts: { person: "dev@example.com" },
    instants: [5, 9],
  };
  const twin: Observation = { ...known, traceId: "t", atMs: 103, facts: { model: "m" }, instants: [3, 9] };
  expect(mergeObservations([known, twin])).toEqual([
    {
      ...known,
      traceId: "t",
      atMs: 103,
      facts: { person: "dev@example.com", model: "m" },
      instants: [3, 5, 9],
    },
  ]);
});
