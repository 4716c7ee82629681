import fc from "fast-check";
import { expect, test } from "vitest";
import { CONNECTION, completed, created, followSocket, limits, words } from "../testing/follow-socket.ts";

test("a request and its answer are one exchange, with the handshake's connection and headers", () => {
  const { records, ask, tell, close } = followSocket();
  ask({ input: "hi", service_tier: "priority", previous_response_id: "resp_0" });
  tell(created("resp_1"), words(), words(), completed("resp_1"));
  close(true);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({
    transport: "websocket",
    connection: CONNECTION,
    request: { model: "m", streams: true, serviceTier: "priority", previousResponse: true, warmUp: false },
    sessionId: "session-1",
    startedAtMs: 10,
    requestSentAtMs: 10,
    headersAtMs: 20,
    firstEventAtMs: 20,
    firstTokenAtMs: 30,
    lastTokenAtMs: 40,
    endedAtMs: 50,
    statusCode: 200,
    outcome: "complete",
    requestId: "req_handshake",
    responseId: "resp_1",
    tokenEvents: 2,
    laneDepth: 0,
    usage: { inputTokens: 5, outputTokens: 7 },
  });
  expect(records[0]?.readings()).toMatchObject([{ source: "header", usedFraction: 0.1 }]);
});

test("later requests reuse the connection, and the handshake's headers are no news for them", () => {
  const { records, ask, tell } = followSocket();
  for (const id of ["resp_1", "resp_2"]) {
    ask();
    tell(created(id), words(), completed(id));
  }
  expect(records[1]).toMatchObject({
    connection: { reused: true, dnsMs: null, connectMs: null, tlsMs: null, upgradeMs: null },
    requestId: null,
    responseId: "resp_2",
    startedAtMs: 50,
  });
  expect(records[1]?.readings()).toEqual([]);
});

test("a warm-up says so", () => {
  const { records, ask, tell } = followSocket();
  ask({ generate: false });
  tell(created("resp_1"), completed("resp_1"));
  expect(records).toMatchObject([
    { request: { warmUp: true }, tokenEvents: 0, firstTokenAtMs: null, outcome: "complete" },
  ]);
});

test("limits that are told before or during a request are read with it", () => {
  const { records, ask, tell } = followSocket();
  tell(limits(11));
  ask();
  tell(limits(12), created("resp_1"), limits(13), completed("resp_1"), limits(14));
  ask();
  tell(completed("resp_2"));
  const told = records.map(({ readings }) =>
    readings()
      .filter(({ source }) => source === "event")
      .map(({ usedFraction }) => usedFraction),
  );
  expect(told).toEqual([[0.11, 0.12, 0.13], [0.14]]);
  expect(records[0]?.firstEventAtMs).toBe(40);
});

test("a refusal's frame has a status, headers and an error", () => {
  const { records, ask, tell } = followSocket();
  ask();
  tell({
    type: "error",
    status: 429,
    error: { type: "usage_limit_reached", message: "x", resets_in_seconds: 60 },
    headers: {
      "X-Codex-Primary-Used-Percent": "100",
      "x-codex-primary-window-minutes": 300,
      "x-odd": { a: 1 },
    },
  });
  ask();
  tell(created("resp_2"), completed("resp_2"));
  expect(records).toMatchObject([
    {
      statusCode: 429,
      outcome: "rateLimited",
      errorType: "usage_limit_reached",
      firstTokenAtMs: null,
      throttle: { class: "quota" },
    },
    { statusCode: 200, outcome: "complete" },
  ]);
  expect(records[0]?.readings()).toContainEqual(
    expect.objectContaining({ source: "header", usedFraction: 1 }),
  );
});

test("an error without a status, and a response that failed, are failures", () => {
  const { records, ask, tell } = followSocket();
  ask();
  tell({ type: "error", error: { code: "server_error", message: "x" } });
  ask();
  tell(words(), {
    type: "response.failed",
    response: { id: "resp_2", error: { code: "server_is_overloaded" } },
  });
  ask();
  tell({ type: "error", status: "400", error: { code: "previous_response_not_found" } });
  expect(records).toMatchObject([
    { outcome: "failed", errorType: "server_error", statusCode: null },
    { outcome: "failed", errorType: "server_is_overloaded", statusCode: 200, firstTokenAtMs: 40 },
    { outcome: "failed", errorType: "previous_response_not_found", statusCode: 400 },
  ]);
});

test("a socket that closes ends what is under way: cancelled by the client, failed by anybody else", () => {
  const closed = (byClient: boolean, errorType: string | null) => {
    const { records, ask, tell, close } = followSocket();
    ask();
    ask();
    tell(created("resp_1"), words());
    close(byClient, errorType);
    close(byClient, errorType);
    return records.map(({ outcome, errorType: type, tokenEvents, endedAtMs }) => [
      outcome,
      type,
      tokenEvents,
      endedAtMs,
    ]);
  };
  expect(closed(true, null)).toEqual([
    ["cancelled", "cancelled", 1, 50],
    ["cancelled", "cancelled", 0, 50],
  ]);
  expect(closed(false, "ECONNRESET").map(([outcome, type]) => [outcome, type])).toEqual([
    ["failed", "ECONNRESET"],
    ["failed", "ECONNRESET"],
  ]);
  expect(closed(false, null)[0]?.slice(0, 2)).toEqual(["failed", "closed"]);
});

test("what is no request begins nothing, and a request may be written in any way", () => {
  const { records, ask, sendRaw, tell } = followSocket();
  for (const odd of ['{"type":"response.cancel"}', "", "{", "null", "ping", '{"type":"response.created"}'])
    sendRaw(odd);
  tell(words(), completed("resp_0"));
  expect(records).toEqual([]);
  sendRaw('{ "model" : "b", "input": [{"type": "message"}], "type" : "response.create" }');
  tell(completed("resp_1"));
  ask();
  tell(completed("resp_2"));
  expect(records.map(({ request }) => request.model)).toEqual(["b", "m"]);
});

test("a text that quotes a request is none", () => {
  const { records, sendRaw, tell } = followSocket();
  sendRaw(
    JSON.stringify({ type: "other", text: '"type":"response.create"', inner: { type: "response.create" } }),
  );
  tell(completed("resp_1"));
  expect(records).toEqual([]);
});

test("events that nobody knows, and frames that are no JSON, harm nothing", () => {
  const { records, ask, tell, tellRaw } = followSocket();
  ask();
  for (const odd of ["", "{", "null", "[]", "7", '"type"', '{"type":7}', '{"type":"']) tellRaw(odd);
  tell({ type: "keepalive" }, { type: "error.unknown" }, words(), completed("resp_1"));
  expect(records).toMatchObject([{ outcome: "complete", tokenEvents: 1 }]);
});

test("anything at all is followed without a throw", () => {
  const piece = fc.constantFrom(
    '{"type":"response.create"',
    '"type":"error"',
    ',"status":429',
    "{",
    "}",
    '"headers":[1]',
    ",",
    '"stream_id":"a"',
    '"response":{"id":7}',
    "null",
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), text), { maxLength: 12 }), (frames) => {
      const { sendRaw, tellRaw, close } = followSocket();
      for (const [isSent, frame] of frames) (isSent ? sendRaw : tellRaw)(frame);
      close(false);
    }),
    { numRuns: 1_000 },
  );
});
