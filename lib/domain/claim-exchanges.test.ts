import { expect, test } from "vitest";
import { claimExchanges, likenessTrace, likenessTraces } from "./claim-exchanges.ts";
import type { Observation } from "./observation.ts";

function told(key: string, scope: string | null, more: Partial<Observation> = {}): Observation {
  return {
    key,
    scope,
    traceId: "t",
    spanId: null,
    parentSpanId: null,
    kind: "modelCall",
    source: "span",
    atMs: 1,
    startMs: 0,
    facts: {},
    instants: null,
    ...more,
  };
}

const measured = (more: Partial<Observation> = {}) =>
  told("wire", "trace/t", { kind: "exchange", source: "wire", spanId: "w", parentSpanId: "p", ...more });

const scopeOfWire = (...observations: Observation[]) =>
  claimExchanges(observations).find(({ key }) => key === "wire")?.scope;

test("stands by itself while nobody else tells of its trace", () => {
  expect(scopeOfWire(measured())).toBe("trace/t");
  expect(scopeOfWire(measured(), told("elsewhere", "a/1", { traceId: "other" }))).toBe("trace/t");
});

test("goes to the only one who tells of its trace", () => {
  expect(scopeOfWire(measured(), told("a", "a/1"))).toBe("a/1");
});

test("goes to the nearest span around it where several tell of its trace", () => {
  const sessions = [
    told("a", "a/1", { spanId: "p0" }),
    told("b", "b/1", { spanId: "p1", parentSpanId: "p0" }),
    told("between", null, { spanId: "p", parentSpanId: "p1" }),
  ];
  expect(scopeOfWire(measured(), ...sessions)).toBe("b/1");
});

test("stands by itself where several tell of its trace and no span is known to be around it", () => {
  expect(scopeOfWire(measured(), told("a", "a/1"), told("b", "b/1"))).toBe("trace/t");
});

const named = (key: string, scope: string, responseId = "r") =>
  told(key, scope, { kind: "response", traceId: `response/${responseId}` });

test("goes to the only session that names a response of its trace, when nobody tells of the trace", () => {
  const own = named("own", "trace/t");
  expect(scopeOfWire(measured(), own)).toBe("trace/t");
  expect(scopeOfWire(measured(), own, named("a", "a/1"))).toBe("a/1");
  expect(scopeOfWire(measured(), own, named("a", "a/1", "other"))).toBe("trace/t");
  expect(scopeOfWire(measured(), own, named("a", "a/1"), told("b", "b/1"))).toBe("b/1");
});

test("stands by itself where several sessions name a response of its trace", () => {
  const own = named("own", "trace/t");
  expect(scopeOfWire(measured(), own, named("a", "a/1"), named("b", "b/1"))).toBe("trace/t");
});

test("keeps the session that it names itself", () => {
  expect(scopeOfWire(measured({ scope: "a/1" }), told("b", "b/1"))).toBe("a/1");
});

test("a call is known by its likeness from when its client began until its request was sent", () => {
  const like = (startMs: number, tokens: number | null = 9) => likenessTrace("c", tokens, startMs);
  expect(likenessTraces("c", 9, 1_400)).toEqual([like(1_400)]);
  expect(likenessTraces("c", 9, 1_900)).toEqual([like(1_900), like(2_100)]);
  expect(likenessTraces("c", 9, 2_000)).toEqual([like(1_999), like(2_000)]);
  expect(likenessTraces("c", null, 1_400)).toEqual([like(1_400, null)]);
  expect(new Set([like(1_400), like(1_400, 8), like(1_400, null), like(2_400)]).size).toBe(4);
});

test("the surest tie decides: a response's name, then a likeness with tokens counted, then one without", () => {
  const alike = (key: string, scope: string, tokens: number | null) =>
    told(key, scope, { kind: "response", traceId: likenessTrace("c", tokens, 0) });
  const own = [named("own", "trace/t"), alike("own9", "trace/t", 9), alike("own0", "trace/t", null)];
  const uncounted = alike("u", "u/1", null);
  const counted = alike("c", "c/1", 9);
  expect(scopeOfWire(measured(), ...own, uncounted)).toBe("u/1");
  expect(scopeOfWire(measured(), ...own, uncounted, counted)).toBe("c/1");
  expect(scopeOfWire(measured(), ...own, uncounted, counted, named("n", "n/1"))).toBe("n/1");
  expect(scopeOfWire(measured(), ...own, counted, alike("d", "d/1", 9), uncounted)).toBe("trace/t");
});
