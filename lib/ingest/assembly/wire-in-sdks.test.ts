import { describe, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { numberFact, textFact } from "#lib/domain/read-facts.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";
import { wireRecord } from "#tests/support/wire-spans.ts";

const CAPTURES = [
  "copilot-cli",
  "copilot-cli-retry",
  "langfuse",
  "opencode",
  "openinference",
  "openllmetry",
  "openllmetry-in-openinference",
  "vercel-ai-sdk-5",
  "vercel-ai-sdk-7",
  "vercel-ai-sdk-7-legacy",
];

/** What an instrumentation inside the program measures of its calls: one attempt in each innermost span of a call. */
function wireInside(observations: readonly Observation[], isNear: boolean): Observation[] {
  const calls = observations.filter(({ kind, spanId }) => kind === "modelCall" && spanId !== null);
  const parents = new Set(calls.map(({ parentSpanId }) => parentSpanId));
  return calls
    .filter(({ spanId }) => !parents.has(spanId))
    .flatMap((call) => {
      const startMs = call.startMs ?? call.atMs;
      const outcome = outcomeOf(call);
      const isComplete = outcome === "complete";
      return observeRecords([
        wireRecord(
          { resource: { "service.name": "an-app" } },
          {
            startMs: startMs + 0.1,
            endMs: call.atMs - 0.1,
            traceId: call.traceId ?? "",
            // A span of somebody who is not read lies between them, or nobody's does.
            parentSpanId: isNear ? call.spanId : "ffffffffffffffff",
            attributes: {
              "gen_ai.request.model": textFact(call, "model"),
              "roundtrip.first_token_ms": isComplete ? 0.05 : null,
              "roundtrip.first_output_ms": isComplete ? 0.05 : null,
              "roundtrip.outcome": outcome,
              "http.response.status_code": outcome === "rateLimited" ? 429 : isComplete ? 200 : null,
            },
          },
        ),
      ]);
    });
}

/** How the wire would have seen it end. */
function outcomeOf(call: Observation): string {
  const failure = textFact(call, "errorType");
  if (failure === null) return "complete";
  if (numberFact(call, "statusCode") === 429 || /429|rate.?limit/i.test(failure)) return "rateLimited";
  return /cancel|abort/i.test(failure) ? "cancelled" : "failed";
}

describe.each(CAPTURES)("%s", (name) => {
  const told = observeRecords(captureRecords(name));
  const alone = assembleAll(told);

  test.each([
    ["inside the client's spans", true],
    ["inside spans of somebody else", false],
  ])("measured %s it has the same round trips, at the wire's times", (_, isNear) => {
    const both = assembleAll([...told, ...wireInside(told, isNear)]);
    expect(both.turns.map(({ id }) => id)).toEqual(alone.turns.map(({ id }) => id));
    expect(both.toolCalls.map(({ id }) => id)).toEqual(alone.toolCalls.map(({ id }) => id));
    expect(both.roundTrips.map(({ id, outcome }) => [id, outcome])).toEqual(
      alone.roundTrips.map(({ id, outcome }) => [id, outcome]),
    );
    expect(new Set(both.roundTrips.map(({ basis }) => basis))).toEqual(new Set(["wire"]));
    expect(both.roundTrips.map(({ attempts }) => attempts.length)).toEqual(
      alone.roundTrips.map(({ attempts }) => attempts.length),
    );
  });
});
