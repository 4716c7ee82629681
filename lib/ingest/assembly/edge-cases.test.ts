import { describe, expect, test } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import { assembleAll } from "#tests/support/captures.ts";
import { CodexSession, T0 } from "#tests/support/codex-session.ts";
import { assembleExports, span, traces } from "#tests/support/sample-export.ts";

/**
 * The thirteen ways in which latency figures of streamed answers go wrong, each with what we do about it.
 *
 * What an observer on the wire could see and a client's telemetry does not tell: how many tokens the first chunk
 * carried (1), whether a laptop slept in the middle (8), comments that keep a connection alive (12; no client
 * reports them). There, a test says what we refrain from instead. That rates of many calls are pooled, and not
 * averaged (13), is for the answers to do; here it is shown that nothing of a fast stream's times is lost.
 */

const roundTripOf = (session: CodexSession) => assembleAll(session.observations()).roundTrips[0];
const begun = () => new CodexSession().prompt(0).request(20, 10);

const ORIGIN = {
  resource: { "service.name": "an-agent" },
  scope: "any",
  traceId: "ed6eca5e000000000000000000000001",
};
const chat = (endMs: number, attributes: Readonly<Record<string, string | number | boolean>>) =>
  assembleExports(
    traces(ORIGIN, [span("chat m", 0, endMs, { "gen_ai.operation.name": "chat", ...attributes })]),
  ).roundTrips[0];

describe("1. the first chunk carries several tokens", () => {
  test("one token is assumed to come first, and below 20 tokens, where more would matter most, there is no rate", () => {
    const rateOf = (tokens: number) =>
      roundTripOf(
        begun()
          .deltas(100, 200, 300, 400)
          .completed(400, { output_token_count: String(tokens) }),
      )?.decodeTokensPerSecond;
    expect(rateOf(19)).toBeNull();
    expect(rateOf(20)).toBeCloseTo(19 / 0.3, 6);
  });
});

describe("2. the whole answer comes in one or two chunks", () => {
  test.each([[[100]], [[100, 400]]])("deltas at %o ms: no decode rate, but one over all", (instantsMs) => {
    const call = roundTripOf(
      begun()
        .deltas(...instantsMs)
        .completed(410, { output_token_count: "400" }),
    );
    expect(call).toMatchObject({
      ttftMs: 90,
      e2eMs: 400,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: 1000,
    });
  });

  test("three chunks within less than 50 ms: no decode rate", () => {
    const call = roundTripOf(begun().deltas(100, 120, 149).completed(149, { output_token_count: "400" }));
    expect(call?.decodeTokensPerSecond).toBeNull();
  });
});

describe("3. reasoning stays hidden", () => {
  test("the rate is that of the visible tokens, from the first visible one", () => {
    const call = roundTripOf(
      begun()
        .deltas(2100, 2200, 2300, 2500)
        .completed(2500, { output_token_count: "1000", reasoning_token_count: 800 }),
    );
    expect(call?.decodeTokensPerSecond).toBeCloseTo(199 / 0.4, 6);
  });

  test("when only the first chunk of any kind is known, there is no rate at all", () => {
    const call = chat(2000, {
      "gen_ai.response.time_to_first_chunk": 0.5,
      "gen_ai.usage.output_tokens": 1000,
      "gen_ai.usage.reasoning.output_tokens": 800,
    });
    expect(call).toMatchObject({
      ttftMs: 500,
      ttfoMs: null,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: 500,
    });
  });
});

describe("4. usage is missing or told twice", () => {
  test("a stream that broke off has no token counts and no rates", () => {
    const call = roundTripOf(begun().deltas(100, 200, 300).event(310, "response.failed"));
    expect(call).toMatchObject({
      inputTokens: null,
      outputTokens: null,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: null,
    });
  });

  test("usage that was told twice counts once", () => {
    const call = roundTripOf(begun().deltas(100, 200, 300).completed(400).completed(400));
    expect(call).toMatchObject({ inputTokens: 1200, outputTokens: 40 });
  });
});

describe("5. a part of the input was cached", () => {
  test("it is included in the input and told apart, whether the client includes it or not", () => {
    const including = roundTripOf(begun().deltas(100).completed(200));
    const excluding = chat(200, {
      "gen_ai.usage.input_tokens": 400,
      "gen_ai.usage.cache_read.input_tokens": 700,
      "gen_ai.usage.cache_write.input_tokens": 100,
    });
    expect(including).toMatchObject({ inputTokens: 1200, cachedInputTokens: 800 });
    expect(excluding).toMatchObject({ inputTokens: 1200, cachedInputTokens: 700 });
  });
});

describe("6. the first call on a connection pays for setting it up", () => {
  test("setting up is a phase of the turn and no part of the first token, and the call says that it was fresh", () => {
    const { turns, roundTrips } = assembleAll(
      new CodexSession()
        .prompt(0)
        .at(300, "codex.websocket_connect", { duration_ms: "290", success: "true" })
        .at(310, "codex.websocket_request", {
          duration_ms: "0",
          success: "true",
          "auth.connection_reused": "false",
        })
        .completed(900, { ttft_ms: 200 })
        .observations(),
    );
    expect(roundTrips).toMatchObject([{ startedAtMs: T0 + 310, ttftMs: 200, connectionReused: false }]);
    expect(turns[0]?.phases.connect).toBe(290);
  });
});

describe("7. the consumer reads later than the bytes arrive", () => {
  test("of two times of one event, that of the log, taken nearer to the wire, wins over that of the span", () => {
    const logs = begun().deltas(100, 200).completed(300).observations();
    const late = logs
      .filter(({ kind }) => kind === "chunks")
      .map(
        (chunk): Observation => ({
          ...chunk,
          key: `late-${chunk.key}`,
          source: "span",
          atMs: chunk.atMs + 40,
        }),
      );
    expect(assembleAll([...logs, ...late]).roundTrips).toMatchObject([{ ttftMs: 90, basis: "clientLog" }]);
    expect(late).not.toEqual([]);
  });
});

describe("8. the clock jumps", () => {
  test("a span that ends before it begins is no round trip", () => {
    expect(chat(-50, {})).toBeUndefined();
  });

  test("a first token that another clock puts before the request or after the answer is unknown", () => {
    const ttftAt = (completionStart: string) =>
      assembleExports(
        traces(ORIGIN, [
          span("generation", 1000, 2000, {
            "langfuse.observation.type": "generation",
            "langfuse.observation.completion_start_time": `"${completionStart}"`,
          }),
        ]),
      ).roundTrips.map(({ ttftMs }) => ttftMs);
    expect(ttftAt("2026-11-22T09:00:01.400Z")).toEqual([400]);
    expect(ttftAt("2026-11-22T09:00:00.900Z")).toEqual([null]);
    expect(ttftAt("2026-11-22T10:00:01.400Z")).toEqual([null]);
  });
});

describe("9. the call did not stream", () => {
  test("it has no first token, whatever the client says, and its end is not one", () => {
    const call = chat(800, {
      "gen_ai.request.stream": false,
      "gen_ai.response.time_to_first_chunk": 0.8,
      "gen_ai.usage.output_tokens": 80,
    });
    expect(call).toMatchObject({
      transport: "http",
      ttftMs: null,
      e2eMs: 800,
      decodeTokensPerSecond: null,
      e2eTokensPerSecond: 100,
    });
  });
});

describe("10. an error comes after the first token, or fast", () => {
  test("a call that failed in its stream keeps its first token and is failed, though its status was 200", () => {
    expect(roundTripOf(begun().deltas(100, 150).event(160, "response.failed"))).toMatchObject({
      outcome: "failed",
      statusCode: 200,
      ttftMs: 90,
      e2eMs: 150,
    });
  });

  test("what a developer waits includes the tries that failed fast", () => {
    const call = roundTripOf(
      new CodexSession()
        .prompt(0)
        .request(20, 10, 500)
        .request(1020, 10, 200, 1)
        .deltas(1100)
        .completed(1200),
    );
    expect(call).toMatchObject({
      outcome: "complete",
      ttftMs: 1090,
      e2eMs: 1190,
      attempts: [{ statusCode: 500 }, {}],
    });
  });
});

describe("11. the server runs a tool inside the stream", () => {
  test("the first token and the end stand, but there is no decode rate, because the tool's time is in between", () => {
    const call = roundTripOf(
      begun()
        .deltas(100, 150)
        .event(160, "response.web_search_call.searching")
        .event(2100, "response.web_search_call.completed")
        .deltas(2150, 2200)
        .completed(2200, { output_token_count: "200" }),
    );
    expect(call).toMatchObject({ ttftMs: 90, e2eMs: 2190, decodeTokensPerSecond: null });
    expect(call?.e2eTokensPerSecond).toBeCloseTo(200 / 2.19, 6);
  });
});

describe("12. events that carry no token come first", () => {
  test.each(["response.created", "response.in_progress", "response.queued", "keepalive"])(
    "%s is not the first token",
    (kind) => {
      expect(roundTripOf(begun().event(40, kind).deltas(100).completed(200))?.ttftMs).toBe(90);
    },
  );
});

describe("13. at 1000 tokens a second an answer takes a fifth of a second", () => {
  test("no millisecond of it is lost", () => {
    const instantsMs = Array.from({ length: 200 }, (_, index) => 100 + index);
    const call = roundTripOf(
      begun()
        .deltas(...instantsMs)
        .completed(299, { output_token_count: "200" }),
    );
    expect(call).toMatchObject({ ttftMs: 90, lastTokenMs: 289 });
    expect(call?.decodeTokensPerSecond).toBeCloseTo(1000, 6);
  });
});
