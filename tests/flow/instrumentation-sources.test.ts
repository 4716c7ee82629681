import { once } from "node:events";
import { type ClientRequest, request as httpRequest } from "node:http";
import { connect as connectHttp2, constants, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { Agent, fetch as undiciFetch } from "undici";
import { fetch as olderFetch } from "undici-before-body-channels";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { SimulatedProvider } from "#simulation/provider.ts";
import { rateLimitExceeded } from "#simulation/refusals.ts";
import {
  MEASURED_BEHAVIOUR,
  type MeasuredProvider,
  measureProvider,
} from "#tests/support/measured-provider.ts";

let measured: MeasuredProvider;
let provider: SimulatedProvider;

beforeAll(async () => {
  measured = await measureProvider();
  provider = measured.provider;
});

afterEach(() => measured.forget());

afterAll(() => measured.close());

const openai = () => new OpenAI({ apiKey: "made-up", baseURL: `${provider.url}/v1`, maxRetries: 2 });

const body = (model: string, more: object = {}) =>
  JSON.stringify({ model, input: "say hi", stream: true, ...more });

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
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
  "an undici from before it told of bodies": async (model) => {
    const answer = await olderFetch(`${provider.url}/v1/responses`, { method: "POST", body: body(model) });
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
    const [record] = await measured.recordsOf(model);
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

/** Answers over HTTP/2 in the clear, until it is closed. */
async function startHttp2Provider() {
  const server = createHttp2Server();
  server.on("stream", (stream) => {
    stream.resume().on("end", () => {
      stream.respond({ ":status": 200, "content-type": "text/event-stream" });
      stream.write('data: {"id":"c","model":"over-http2","choices":[{"delta":{"content":"hi"}}]}\n\n');
      stream.end(
        'data: {"id":"c","choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n',
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  measured.alsoMeasure(port);
  return { server, url: `http://127.0.0.1:${port}` };
}

test("a call by undici over HTTP/2, which is node:http2, is one record", async () => {
  const { server, url } = await startHttp2Provider();
  const dispatcher = new Agent({ connections: 1, connect: { useH2c: true } } as Agent.Options);
  const call = { method: "POST", body: JSON.stringify({ model: "undici-http2", stream: true }), dispatcher };
  // Both wait for the one connection.
  const answers = [1, 2].map(() => undiciFetch(`${url}/v1/chat/completions`, call));
  const beganAtMs = performance.now();
  for (const answer of answers) await (await answer).text();
  await measured.recordsOf("undici-http2", 2);
  await sleep(50);
  const records = await measured.recordsOf("undici-http2", 2);
  for (const record of records) {
    expect(record).toMatchObject({ httpVersion: "2", outcome: "complete", tokenEvents: 1, statusCode: 200 });
    expect(record.startedAtMs).toBeLessThanOrEqual(beganAtMs);
    expect(record.requestSentAtMs).toBeGreaterThan(record.startedAtMs);
  }
  expect(records.map(({ connection }) => connection.reused)).toEqual([false, true]);
  expect(records[0]?.connection.connectMs).not.toBeNull();
  await dispatcher.close();
  server.close();
});

test("a call by node:http2 is one record, over HTTP/2", async () => {
  const { server, url } = await startHttp2Provider();
  const session = connectHttp2(url);
  const stream = session.request({ ":method": "POST", ":path": "/v1/chat/completions" });
  stream.end(JSON.stringify({ model: "over-http2", stream: true, messages: [] }));
  await drain(stream);
  const [record] = await measured.recordsOf("over-http2");
  expect(record).toMatchObject({
    httpVersion: "2",
    transport: "sse",
    outcome: "complete",
    statusCode: 200,
    connection: { reused: false },
    usage: { inputTokens: 3, outputTokens: 1 },
    tokenEvents: 1,
  });
  const next = session.request({ ":method": "POST", ":path": "/v1/chat/completions" });
  next.end(JSON.stringify({ model: "over-http2", stream: true, messages: [] }));
  next.once("data", () => next.close(constants.NGHTTP2_CANCEL));
  expect((await measured.recordsOf("over-http2", 2))[1]).toMatchObject({ connection: { reused: true } });
  session.close();
  server.close();
});

test("a call that a limit refuses twice is three attempts, and each refusal tells its class", async () => {
  const model = "refused-twice";
  provider.enqueue(
    { failure: rateLimitExceeded("requests", 0.01) },
    { failure: rateLimitExceeded("requests", 0.01) },
    MEASURED_BEHAVIOUR,
  );
  await drain(await openai().responses.create({ model, stream: true, input: "say hi" }));
  const found = await measured.recordsOf(model, 3);
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
  provider.enqueue({ ...MEASURED_BEHAVIOUR, outputTokens: 4000 });
  let events = 0;
  for await (const _ of await openai().responses.create({ model, stream: true, input: "say hi" })) {
    events += 1;
    if (events === 20) break;
  }
  const [record] = await measured.recordsOf(model);
  expect(record).toMatchObject({ outcome: "cancelled", statusCode: 200, usage: { outputTokens: null } });
  expect(record?.firstTokenAtMs).not.toBeNull();
  await expect
    .poll(() => provider.requests().find((request) => request.model === model)?.ending, { timeout: 5_000 })
    .toBe("abandoned");
});

test("an abort before the headers is cancelled; by node:http as by fetch", async () => {
  provider.enqueue(
    { ...MEASURED_BEHAVIOUR, timeToHeadersMs: 2_000 },
    { ...MEASURED_BEHAVIOUR, timeToHeadersMs: 2_000 },
  );
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
  expect((await measured.recordsOf("aborted-fetch"))[0]).toMatchObject({
    outcome: "cancelled",
    statusCode: null,
  });
  expect((await measured.recordsOf("aborted-http"))[0]).toMatchObject({
    outcome: "cancelled",
    statusCode: null,
  });
});

test("a dead socket and an error within the stream each fail, with a word for why", async () => {
  provider.enqueue(
    { ...MEASURED_BEHAVIOUR, failure: { kind: "dropped", afterTokens: 5 } },
    {
      ...MEASURED_BEHAVIOUR,
      failure: { kind: "failed", afterTokens: 5, error: { code: "server_error", message: "made up" } },
    },
  );
  await expect(
    drain(await openai().responses.create({ model: "dropped", stream: true, input: "say hi" })),
  ).rejects.toThrow();
  await drain(await openai().responses.create({ model: "broken", stream: true, input: "say hi" })).catch(
    () => undefined,
  );
  const [dropped] = await measured.recordsOf("dropped");
  expect(dropped).toMatchObject({ outcome: "failed", statusCode: 200, tokenEvents: 5 });
  expect(dropped?.errorType).toMatch(/^(UND_ERR_SOCKET|ECONNRESET)$/);
  const [broken] = await measured.recordsOf("broken");
  expect(broken).toMatchObject({ outcome: "failed", errorType: "server_error", tokenEvents: 5 });
});

test("a call that does not stream has no first token, and all its tokens", async () => {
  const model = "whole";
  await openai().chat.completions.create({ model, messages: [{ role: "user", content: "say hi" }] });
  const [record] = await measured.recordsOf(model);
  expect(record).toMatchObject({
    transport: "http",
    outcome: "complete",
    firstTokenAtMs: null,
    firstOutputAtMs: null,
    usage: { inputTokens: 1200, outputTokens: 40 },
    gaps: null,
  });
});
