import { expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { ownObservations } from "./own-observations.ts";

const span = (
  key: string,
  spanId: string,
  parentSpanId: string | null,
  more: Partial<Observation> = {},
): Observation => ({
  key,
  scope: null,
  traceId: "t1",
  spanId,
  parentSpanId,
  kind: "stream",
  source: "span",
  atMs: 10,
  startMs: 0,
  facts: {},
  instants: null,
  ...more,
});

const keysOf = (scope: string, observations: readonly Observation[]) =>
  ownObservations({ scope, fromMs: 0, closed: false, observations }).map(({ key }) => key);

const agent = span("agent-sampling", "s1", "try-1", { scope: "codex/agent", kind: "sampling" });
const subagent = span("subagent-sampling", "s2", "try-2", { scope: "codex/subagent", kind: "sampling" });

test("in a trace of one session, every span is that session's", () => {
  const stray = span("stray", "x", "nobody-knows");
  expect(keysOf("codex/agent", [agent, stray])).toEqual(["agent-sampling", "stray"]);
});

test("in a trace of two sessions, the chain of parents decides, and what it cannot decide is left out", () => {
  const observations = [
    agent,
    subagent,
    span("agent-stream", "r1", "try-1"),
    span("agent-event", "e1", "r1"),
    span("subagent-stream", "r2", "try-2"),
    span("subagent-event", "e2", "r2"),
    span("stray", "x", "nobody-knows"),
  ];
  expect(keysOf("codex/agent", observations)).toEqual(["agent-event", "agent-sampling", "agent-stream"]);
  expect(keysOf("codex/subagent", observations)).toEqual([
    "subagent-event",
    "subagent-sampling",
    "subagent-stream",
  ]);
});

test("spans of another trace are not taken in", () => {
  expect(keysOf("codex/agent", [agent, span("elsewhere", "y", null, { traceId: "t2" })])).toEqual([
    "agent-sampling",
  ]);
});

test("a circle of parents ends the search", () => {
  const circle = [span("a", "a", "b"), span("b", "b", "a")];
  expect(keysOf("codex/agent", [agent, subagent, ...circle])).toEqual(["agent-sampling"]);
});
