import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeObservations } from "#lib/domain/merge-observations.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";
import { sessionOfCapture, tapped, wireOfCapture, wireRecord } from "#tests/support/wire-spans.ts";

const inProcess = { resource: { "service.name": "unknown_service:node" } };

/** By session, by trace, by the client's own span, and one that nobody else tells of. */
const measured = [
  ...wireOfCapture("codex-sse", tapped("codex_exec", null), "trace"),
  ...wireOfCapture("codex-websocket", tapped("codex_exec", sessionOfCapture("codex-websocket")), "session"),
  ...wireOfCapture("claude-code", tapped("claude-cli", sessionOfCapture("claude-code")), "session"),
  ...wireOfCapture("gemini-cli", inProcess, "span"),
  ...wireOfCapture("qwen-code", inProcess, "span"),
  wireRecord(inProcess, { startMs: 1_795_328_000_000, endMs: 1_795_328_001_000 }),
];

const captured = [
  "codex-sse",
  "codex-websocket",
  "claude-code",
  "gemini-cli",
  "qwen-code",
  "opencode",
  "vercel-ai-sdk-5",
  "openllmetry-in-openinference",
].flatMap(captureRecords);
const records = [...captured, ...measured];
const expected = assembleAll(observeRecords(records));

/** Every record at least once, some repeated, in any order, cut into any number of requests. */
const requests = fc
  .tuple(
    fc.array(fc.nat(records.length - 1), { maxLength: 40 }),
    fc.array(fc.integer(), { minLength: records.length + 40, maxLength: records.length + 40 }),
    fc.array(fc.nat(records.length + 40), { maxLength: 12 }),
  )
  .map(([repeated, ranks, cuts]) => {
    const order = [...records.keys(), ...repeated]
      .map((index, place) => ({ index, rank: ranks[place] ?? 0 }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ index }) => index);
    const edges = [0, ...cuts, order.length].toSorted((a, b) => a - b);
    return edges.map((from, place) => order.slice(from, edges[place + 1] ?? from));
  });

test("order, repetition and splitting of exports make no difference to what is assembled", () => {
  fc.assert(
    fc.property(requests, (batches) => {
      let known: Observation[] = [];
      for (const batch of batches) {
        const observed = observeRecords(batch.flatMap((index) => records[index] ?? []));
        known = mergeObservations(observed.concat(known));
      }
      expect(assembleAll(known)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("what is measured at the wire adds no round trip to those that clients tell of", () => {
  const told = assembleAll(observeRecords(captured));
  expect(expected.turns).toHaveLength(told.turns.length + 1);
  expect(expected.roundTrips).toHaveLength(told.roundTrips.length + 1);
  expect(expected.roundTrips.filter(({ basis }) => basis === "wire")).toHaveLength(11);
});
