import { expect, test } from "vitest";
import type { Facts, Observation } from "#lib/domain/observation.ts";
import { modelCalls } from "./model-calls.ts";

const report = (
  key: string,
  source: Observation["source"],
  startMs: number,
  atMs: number,
  facts: Facts = {},
  kind: Observation["kind"] = "modelCall",
): Observation => ({
  key,
  scope: "client/session",
  traceId: null,
  spanId: null,
  parentSpanId: null,
  kind,
  source,
  atMs,
  startMs,
  facts,
  instants: null,
});

test("a log and a span of one nameless call are one, with the span's times and what either knew", () => {
  const calls = modelCalls([
    report("log", "log", 103, 402, { model: "m", cachedInputTokens: 5 }),
    report("span", "span", 100.5, 401.25, { model: "m", outputTokens: 7 }),
  ]);
  expect(calls).toEqual([
    {
      key: "log",
      startMs: 100.5,
      reportedFromMs: 100.5,
      endMs: 401.25,
      facts: { model: "m", cachedInputTokens: 5, outputTokens: 7 },
      fromSpan: true,
      spanIds: [],
      names: [],
      failedAttempts: [],
    },
  ]);
});

test("calls that follow each other, overlap little or ran on other models stay apart", () => {
  const calls = modelCalls([
    report("span", "span", 100, 400, { model: "m" }),
    report("next", "log", 400, 700, { model: "m" }),
    report("brushing", "log", 390, 600, { model: "m" }),
    report("other", "log", 100, 400, { model: "n" }),
  ]);
  expect(calls.map(({ key }) => key)).toEqual(["other", "span", "brushing", "next"]);
});

test("of two subagents that call at once, each log finds its own span", () => {
  const calls = modelCalls([
    report("span-a", "span", 100, 400, { model: "m" }),
    report("span-b", "span", 120, 700, { model: "m" }),
    report("log-b", "log", 121, 701, { model: "m" }),
    report("log-a", "log", 101, 401, { model: "m" }),
  ]);
  expect(calls.map(({ key, endMs }) => ({ key, endMs }))).toEqual([
    { key: "log-a", endMs: 400 },
    { key: "log-b", endMs: 700 },
  ]);
});

test("reports that name different calls are never one", () => {
  const calls = modelCalls([
    report("a", "span", 100, 400, { callId: "1" }),
    report("b", "log", 100, 400, { callId: "2" }),
  ]);
  expect(calls).toHaveLength(2);
});

test("a failed try belongs to the call it names, else to the one it fell into", () => {
  const [first, second] = modelCalls([
    report("a", "span", 100, 400, { callId: "1" }),
    report("b", "span", 500, 900),
    report("named", "log", 0, 150, { callId: "1", statusCode: 529 }, "attempt"),
    report("nameless", "log", 0, 600, { statusCode: 429 }, "attempt"),
    report("stray", "log", 0, 950, { statusCode: 429 }, "attempt"),
  ]);
  expect(first?.failedAttempts.map(({ key }) => key)).toEqual(["named"]);
  expect(second?.failedAttempts.map(({ key }) => key)).toEqual(["nameless"]);
});
