import { once } from "node:events";
import { type ClientRequest, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { fetch as undiciFetch } from "undici";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import Ws from "ws";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";
import { rateLimitExceeded } from "#simulation/refusals.ts";

const BEHAVIOUR = {
  timeToHeadersMs: 10,
  timeToFirstTokenMs: 60,
  tokensPerSecond: 400,
  outputTokens: 40,
  inputTokens: 1200,
  cachedInputTokens: 800,
};

let provider: SimulatedProvider;
let instrumentation: RoundTripInstrumentation;
let records: ExchangeRecord[] = [];

beforeAll(async () => {
  provider = await startSimulatedProvider({ default: BEHAVIOUR, models: {} });
  instrumentation = new RoundTripInstrumentation({
    compatibleHosts: { [`127.0.0.1:${provider.port}`]: "openai" },
    onExchange: (record) => void records.push(record),
  });
});

afterEach(() => {
  records = [];
});

afterAll(async () => {
  instrumentation.disable();
  await provider.close();
});

const openai = () => new OpenAI({ apiKey: "made-up", baseURL: `${provider.url}/v1`, maxRetries: 2 });

const body = (model: string, more: object = {}) =>
  JSON.stringify({ model, input: "say hi", stream: true, ...more });

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** The records of a model, once there are so many. */
async function recordsOf(model: string, count = 1): Promise<readonly ExchangeRecord[]> {
  const own = () =>
    records.filter(({ request, responseModel }) => (request.model ?? responseModel) === model);
  await expect.poll(() => own().length, { timeout: 10_000 }).toBe(count);
  return own();
}

const CALLS: Readonly<Record<string, (model: string) => Promise<void>>> = {
  "global fetch": async (model) => {
    const answer = await fetch(`${provider.url}/v1/responses`, { method: "POST", body: body(model) });
    await answer.text();
  },
  "the undici package": async (model) => {
    const answer = await undiciFetch(`${provider.url}/v1/responses`, { method: "POST", body: body(model) });
    await answer.text();
  },
  "node:http": async (model) => {
    const request = httpRequest(`${provider.url}/v1/responses`, { method: "POST" });
    request.end(body(model));
    const [response] = await once(request, "response");
    await drain(response);
  },
  "the openai SDK, Responses": async (model) =>
    drain(await openai().responses.create({ model, stream: true, input: "say hi" })),
  "the openai SDK, Chat Completions": async (model) =>
    drain(
      await openai().chat.completions.create({
        model,
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: "user", content: "say hi" }],
      }),
    ),
  "the Anthropic SDK": async (model) =>
    drain(
      await new Anthropic({ apiKey: "made-up", baseURL: provider.url }).messages.create({
        model,
        stream: true,
        max_tokens: 1000,
        messages: [{ role: "user", content: "say hi" }],
      }),
    ),
  "the Google SDK": async (model) =>
    drain(
      await new GoogleGenAI({
        apiKey: "made-up",
        httpOptions: { baseUrl: provider.url },
      }).models.generateContentStream({ model, contents: "say hi" }),
    ),
};

test.each(Object.entries(CALLS))(
  "one call by %s is one record with the provider's own numbers",
  async (name, call) => {
    const model = `counted-by-${name.replace(/\W+/g, "-")}`;
    await call(model);
    const [record] = await recordsOf(model);
    const truth = provider.requests().find((request) => request.model === model);
    if (!record || !truth) throw new Error("There is a record and a request");
    expect(record).toMatchObject({
      transport: "sse",
      outcome: "complete",
      errorType: null,
      statusCode: 200,
      serverAddress: "127.0.0.1",
      serverPort: provider.port,
      request: { streams: true },
      usage: { inputTokens: 1200, cachedInputTokens: 800, outputTokens: 40 },
      tokenEvents: truth.chunks,
      suspended: false,
      incomplete: false,
      throttle: null,
    });
    const at = (ms: number | null) => (ms ?? Number.NaN) + performance.timeOrigin;
    // The provider writes before the program reads; a busy machine reads late.
    const late = at(record.firstTokenAtMs) - (truth.firstTokenAt?.unixMs ?? Number.NaN);
    expect(late).toBeGreaterThan(-1);
    expect(late).toBeLessThan(50);
    expect(record.headersAtMs ?? 0).toBeGreaterThan(record.requestSentAtMs ?? Number.NaN);
    expect(record.firstTokenAtMs ?? 0).toBeGreaterThanOrEqual(record.headersAtMs ?? Number.NaN);
    expect(record.endedAtMs).toBeGreaterThanOrEqual(record.lastTokenAtMs ?? Number.NaN);
  },
);

test.each([
  ["the ws package", () => new Ws(`ws://127.0.0.1:${provider.port}/v1/responses`) as unknown as WebSocket],
  ["the built-in WebSocket", () => new WebSocket(`ws://127.0.0.1:${provider.port}/v1/responses`)],
])(
  "%s: a warm-up and two calls on one socket are three records, of which the later reuse it",
  async (name, open) => {
    const model = `socket-${name.replace(/\W+/g, "-")}`;
    const socket = open();
    await new Promise<void>((resolve, reject) => {
      const requests = [{ generate: false }, {}, {}];
      const next = () => {
        const request = requests.shift();
        if (request === undefined) resolve();
        else socket.send(JSON.stringify({ type: "response.create", model, input: [], ...request }));
      };
      socket.addEventListener("open", next);
      socket.addEventListener("error", () => reject(new Error("The socket broke")));
      socket.addEventListener("message", ({ data }) => {
        if (JSON.parse(String(data)).type === "response.completed") next();
      });
    });
    socket.close();
    const found = await recordsOf(model, 3);
    expect(found.map(({ transport, outcome }) => [transport, outcome])).toEqual(
      Array.from({ length: 3 }, () => ["websocket", "complete"]),
    );
    expect(found.map(({ request }) => request.warmUp)).toEqual([true, false, false]);
    // The built-in one may shake hands on a connection that a fetch has left open.
    expect(found.slice(1).map(({ connection }) => connection.reused)).toEqual([true, true]);
    expect(found.map(({ connection }) => connection.upgradeMs !== null)).toEqual([true, false, false]);
    expect(found[1]).toMatchObject({ usage: { inputTokens: 1200, outputTokens: 40 }, tokenEvents: 40 });
  },
);

test("a WebSocket's refused handshake is an attempt that failed, with its status", async () => {
  const strict = await startSimulatedProvider({ refuseUpgrade: 503 });
  instrumentation.setConfig({
    ...instrumentation.getConfig(),
    compatibleHosts: { [`127.0.0.1:${provider.port}`]: "openai", [`127.0.0.1:${strict.port}`]: "openai" },
  });
  const socket = new Ws(`ws://127.0.0.1:${strict.port}/v1/responses`);
  await new Promise((resolve) => socket.once("error", resolve));
  await expect.poll(() => records.length, { timeout: 10_000 }).toBe(1);
  expect(records[0]).toMatchObject({ transport: "websocket", outcome: "failed", statusCode: 503 });
  await strict.close();
});

test("a call that a limit refuses twice is three attempts, and each refusal tells its class", async () => {
  const model = "refused-twice";
  provider.enqueue(
    { failure: rateLimitExceeded("requests", 0.01) },
    { failure: rateLimitExceeded("requests", 0.01) },
    BEHAVIOUR,
  );
  await drain(await openai().responses.create({ model, stream: true, input: "say hi" }));
  const found = await recordsOf(model, 3);
  expect(found.map(({ outcome, statusCode }) => [outcome, statusCode])).toEqual([
    ["rateLimited", 429],
    ["rateLimited", 429],
    ["complete", 200],
  ]);
  expect(found.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
  expect(found[0]?.throttle?.class).toBe("rate");
  expect(new Set(found.map(({ request }) => request.fingerprint)).size).toBe(1);
});

test("a consumer that stops reading ends the provider's stream, and the call is cancelled", async () => {
  const model = "given-up";
  provider.enqueue({ ...BEHAVIOUR, outputTokens: 4000 });
  let events = 0;
  for await (const _ of await openai().responses.create({ model, stream: true, input: "say hi" })) {
    events += 1;
    if (events === 20) break;
  }
  const [record] = await recordsOf(model);
  expect(record).toMatchObject({ outcome: "cancelled", statusCode: 200, usage: { outputTokens: null } });
  expect(record?.firstTokenAtMs).not.toBeNull();
  await expect
    .poll(() => provider.requests().find((request) => request.model === model)?.ending, { timeout: 5_000 })
    .toBe("abandoned");
});

test("an abort before the headers is cancelled; by node:http as by fetch", async () => {
  provider.enqueue({ ...BEHAVIOUR, timeToHeadersMs: 2_000 }, { ...BEHAVIOUR, timeToHeadersMs: 2_000 });
  const abort = new AbortController();
  const asked = fetch(`${provider.url}/v1/responses`, {
    method: "POST",
    body: body("aborted-fetch"),
    signal: abort.signal,
  });
  const request: ClientRequest = httpRequest(`${provider.url}/v1/responses`, { method: "POST" });
  request.on("error", () => undefined);
  request.end(body("aborted-http"));
  await sleep(200);
  abort.abort();
  request.destroy();
  await expect(asked).rejects.toThrow();
  expect((await recordsOf("aborted-fetch"))[0]).toMatchObject({ outcome: "cancelled", statusCode: null });
  expect((await recordsOf("aborted-http"))[0]).toMatchObject({ outcome: "cancelled", statusCode: null });
});

test("a dead socket and an error within the stream each fail, with a word for why", async () => {
  provider.enqueue(
    { ...BEHAVIOUR, failure: { kind: "dropped", afterTokens: 5 } },
    {
      ...BEHAVIOUR,
      failure: { kind: "failed", afterTokens: 5, error: { code: "server_error", message: "made up" } },
    },
  );
  await expect(
    drain(await openai().responses.create({ model: "dropped", stream: true, input: "say hi" })),
  ).rejects.toThrow();
  await drain(await openai().responses.create({ model: "broken", stream: true, input: "say hi" })).catch(
    () => undefined,
  );
  const [dropped] = await recordsOf("dropped");
  expect(dropped).toMatchObject({ outcome: "failed", statusCode: 200, tokenEvents: 5 });
  expect(dropped?.errorType).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/);
  const [broken] = await recordsOf("broken");
  expect(broken).toMatchObject({ outcome: "failed", errorType: "server_error", tokenEvents: 5 });
});

test("a call that does not stream has no first token, and all its tokens", async () => {
  const model = "whole";
  await openai().chat.completions.create({ model, messages: [{ role: "user", content: "say hi" }] });
  const [record] = await recordsOf(model);
  expect(record).toMatchObject({
    transport: "http",
    outcome: "complete",
    firstTokenAtMs: null,
    firstOutputAtMs: null,
    usage: { inputTokens: 1200, outputTokens: 40 },
    gaps: null,
  });
});

test("nobody is measured any more once it is disabled, and again when it is enabled", async () => {
  instrumentation.disable();
  await CALLS["global fetch"]?.("unseen");
  instrumentation.enable();
  await CALLS["global fetch"]?.("seen");
  await recordsOf("seen");
  expect(records.map(({ request }) => request.model)).toEqual(["seen"]);
});
