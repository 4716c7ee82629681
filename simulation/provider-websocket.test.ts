import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type ProviderOptions, type SimulatedProvider, startSimulatedProvider } from "./provider.ts";
import { serverOverloaded } from "./refusals.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 5, tokensPerSecond: 4000, outputTokens: 10 };
type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function provider(options: ProviderOptions = {}): Promise<SimulatedProvider> {
  const simulated = await startSimulatedProvider({
    ...options,
    default: { ...QUICK, ...options.default },
    models: {},
  });
  stops.push(() => simulated.close());
  return simulated;
}

/** A client of raw frames; `until` resolves with all frames so far once so many ended a response. */
async function connect(simulated: SimulatedProvider, deflate = false) {
  const socket = new WebSocket(`${simulated.url.replace("http", "ws")}/v1/responses`, {
    perMessageDeflate: deflate,
  });
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data)) as Frame));
  const [response] = (await Promise.all([once(socket, "upgrade"), once(socket, "open")]))[0] as [
    { headers: Record<string, string> },
  ];
  stops.push(() => socket.terminate());
  const ended = () =>
    frames.filter(({ type }) => /^(error|response\.(completed|failed|incomplete))$/.test(type)).length;
  return {
    socket,
    headers: response.headers,
    create: (fields: object = {}) =>
      socket.send(JSON.stringify({ type: "response.create", model: "m", ...fields })),
    async until(count: number): Promise<readonly Frame[]> {
      while (ended() < count) await once(socket, "message");
      return frames;
    },
  };
}

const responseId = (frames: readonly Frame[]) =>
  (frames.findLast(({ type }) => type === "response.completed")?.["response"] as { id: string } | undefined)
    ?.id ?? null;

test("a frame is answered with the same events as over HTTP, and the handshake is labelled", async () => {
  const client = await connect(await provider({ default: { outputTokens: 2 } }));
  client.create();
  expect((await client.until(1)).map(({ type }) => type)).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "responsesapi.websocket_timing",
    "response.completed",
  ]);
  expect(client.headers["x-roundtrip-simulation"]).toBe("true");
});

test("Codex limits come as an event before the response, and the server's timing before its end", async () => {
  const primary = { usedPercent: 21, windowMinutes: 300, resetAtSeconds: 1_795_400_000 };
  const rateLimits = { codex: [{ limitId: "codex_spark", primary }] };
  const client = await connect(
    await provider({
      default: {
        timeToHeadersMs: 10,
        timeToFirstTokenMs: 110,
        tokensPerSecond: 1000,
        outputTokens: 91,
        rateLimits,
      },
    }),
  );
  client.create();
  const frames = await client.until(1);
  expect(frames[0]).toMatchObject({ type: "codex.rate_limits", metered_limit_name: "codex_spark" });
  expect(frames.at(-2)).toEqual({
    type: "responsesapi.websocket_timing",
    timing_metrics: {
      responses_duration_excl_engine_and_client_tool_time_ms: 10,
      engine_service_total_ms: 190,
      engine_iapi_ttft_total_ms: 100,
      engine_service_ttft_total_ms: 100,
      engine_iapi_tbt_across_engine_calls_ms: 1,
      engine_service_tbt_across_engine_calls_ms: 1,
    },
  });
});

test("a warm-up gives an id to continue from, uses no scripted answer and counts as no request of the conversation", async () => {
  const toolCalls = [{ onRequest: 1, name: "exec_command", arguments: "{}" }];
  const simulated = await provider({ script: [{ toolCalls }] });
  const client = await connect(simulated);
  client.create({ generate: false });
  const previous = responseId(await client.until(1));
  client.create({ previous_response_id: previous });
  await client.until(2);
  expect(
    simulated
      .requests()
      .map(({ warmUp, previousResponseId, toolCalls: calls, conversation }) => [
        warmUp,
        previousResponseId,
        calls,
        conversation,
      ]),
  ).toEqual([
    [true, null, 0, previous],
    [false, previous, 1, previous],
  ]);
});

test("an unknown previous response is refused by name, and the connection stays usable", async () => {
  const simulated = await provider();
  const client = await connect(simulated);
  client.create({ previous_response_id: "resp_unknown" });
  client.create();
  const frames = await client.until(2);
  expect(frames[0]).toMatchObject({
    type: "error",
    status: 400,
    error: { code: "previous_response_not_found" },
  });
  expect(simulated.requests().map(({ ending }) => ending)).toEqual(["refused", "complete"]);
});

test("requests of one lane are answered one after the other, and every event echoes its lane", async () => {
  const simulated = await provider();
  const client = await connect(simulated);
  client.create({ stream_id: "a" });
  client.create({ stream_id: "a" });
  const frames = await client.until(2);
  expect(frames.every((frame) => frame["stream_id"] === "a")).toBe(true);
  expect(frames.filter(({ type }) => /created|completed/.test(type)).map(({ type }) => type)).toEqual([
    "response.created",
    "response.completed",
    "response.created",
    "response.completed",
  ]);
  const [first, second] = simulated.requests();
  expect(
    (second?.startedAt?.monotonicMs ?? 0) >= (first?.endedAt?.monotonicMs ?? Number.POSITIVE_INFINITY),
  ).toBe(true);
});

test("lanes run side by side: a stalled one does not hold the other up", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "stalled", afterTokens: 1, stallMs: null } }],
  });
  const client = await connect(simulated);
  client.create({ stream_id: "slow" });
  client.create({ stream_id: "quick" });
  const frames = await client.until(1);
  expect(
    frames.filter(({ type }) => type === "response.completed").map((frame) => frame["stream_id"]),
  ).toEqual(["quick"]);
  expect(simulated.requests().map(({ lane, connection }) => [lane, connection])).toEqual([
    ["slow", 1],
    ["quick", 1],
  ]);
});

test("the seventeenth request in flight is refused", async () => {
  const simulated = await provider({
    default: { failure: { kind: "stalled", afterTokens: 1, stallMs: null } },
  });
  const client = await connect(simulated);
  for (let lane = 1; lane <= 17; lane += 1) client.create({ stream_id: `lane-${lane}` });
  const error = (await client.until(1)).find(({ type }) => type === "error");
  expect(error).toMatchObject({
    status: 400,
    error: { code: "websocket_stream_limit_reached" },
    stream_id: "lane-17",
  });
});

test("a refusal is an error frame with status and headers, and the connection stays usable", async () => {
  const requests = { limit: 10, remaining: 0, resetMs: 1000 };
  const client = await connect(
    await provider({ script: [{ failure: serverOverloaded(), rateLimits: { requests } }] }),
  );
  client.create();
  client.create();
  const frames = await client.until(2);
  expect(frames[0]).toMatchObject({
    type: "error",
    status: 503,
    error: { code: "server_is_overloaded" },
    headers: { "x-ratelimit-remaining-requests": "0" },
  });
  expect(frames.at(-1)?.type).toBe("response.completed");
});

test("a dropped connection closes the socket after its tokens", async () => {
  const simulated = await provider({ script: [{ failure: { kind: "dropped", afterTokens: 2 } }] });
  const client = await connect(simulated);
  const closed = once(client.socket, "close");
  client.create();
  expect((await closed)[0]).toBe(1006);
  expect(simulated.requests()[0]).toMatchObject({ ending: "dropped", streamedTokens: 2 });
});

test("a client that closes is recorded as having left", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "stalled", afterTokens: 1, stallMs: 60_000 } }],
  });
  const client = await connect(simulated);
  client.create();
  await once(client.socket, "message");
  client.socket.close();
  await expect.poll(() => simulated.requests()[0]?.ending).toBe("abandoned");
});

test("frames that are no response.create get an error that names what is understood", async () => {
  const client = await connect(await provider());
  client.socket.send("not json");
  client.socket.send(JSON.stringify({ type: "response.create" }));
  expect((await client.until(2)).map((frame) => (frame["error"] as { code: string | null }).code)).toEqual([
    null,
    "missing_required_parameter",
  ]);
});

test("permessage-deflate is used when both sides want it", async () => {
  const simulated = await provider({ deflate: true });
  const compressed = await connect(simulated, true);
  const plain = await connect(simulated, false);
  expect([compressed.socket.extensions, plain.socket.extensions]).toEqual(["permessage-deflate", ""]);
  compressed.create();
  expect((await compressed.until(1)).at(-1)?.type).toBe("response.completed");
});

test("upgrades can be refused with a status, as by a proxy that knows no WebSockets", async () => {
  const simulated = await provider({ refuseUpgrade: 426 });
  await expect(connect(simulated)).rejects.toThrow("Unexpected server response: 426");
});
