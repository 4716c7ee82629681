import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { Protocol } from "../providers/model-endpoint.ts";
import { followAnswer, namedEvent, plainEvent } from "../testing/follow-answer.ts";
import { startExchange } from "./start-exchange.ts";

// What makes figures of latency wrong if nobody thinks of it.

const event = (type: string, fields: object) => namedEvent({ type, ...fields });
const created = event("response.created", { response: { id: "resp_1" } });
const words = (delta: string) => event("response.output_text.delta", { delta });
const completed = (usage: object | null) =>
  event("response.completed", { response: { id: "resp_1", status: "completed", usage } });
const USAGE = { input_tokens: 10, output_tokens: 20, output_tokens_details: { reasoning_tokens: 12 } };

const follow = (chunks: readonly string[], protocol: Protocol = "openai.responses") =>
  followAnswer({ protocol, chunks });

afterEach(() => {
  vi.useRealTimers();
});

test("where the first event carries several tokens, its share of all is known", async () => {
  const record = await follow([created, words("12345"), words("6"), words("7890"), completed(USAGE)]);
  expect(record).toMatchObject({ tokenEvents: 3, firstEventShare: 0.5 });
});

test("where everything comes at once, all of it came with the first token, and no gap is a time", async () => {
  const record = await follow([created + words("a") + words("b") + completed(USAGE)]);
  expect(record).toMatchObject({
    firstTokenAtMs: 100,
    lastTokenAtMs: 100,
    gaps: { count: 1, p50Ms: 0, maxMs: 0, stalls: 0 },
  });
  expect((await follow([created, words("ab"), completed(USAGE)])).gaps).toBeNull();
});

test("hidden reasoning is counted, and not said to have been streamed", async () => {
  const record = await follow([created, words("a"), completed(USAGE)]);
  expect(record).toMatchObject({
    reasoningStreamed: false,
    usage: { outputTokens: 20, reasoningTokens: 12 },
  });
});

test("without counts all of them are unknown, whatever was streamed", async () => {
  for (const chunks of [
    [created, words("a"), completed(null)],
    [created, words("a")],
  ])
    expect((await follow(chunks)).usage).toEqual({
      inputTokens: null,
      cachedInputTokens: null,
      cacheWriteInputTokens: null,
      outputTokens: null,
      reasoningTokens: null,
    });
});

test("comments and empty lines while a request waits are no events", async () => {
  const choice = (delta: object, finish_reason: string | null = null) =>
    plainEvent({ choices: [{ index: 0, delta, finish_reason }] });
  const waiting = [": keep-alive\n\n", "\n\n", ":\n\n", ": keep-alive\n"];
  const record = await follow([...waiting, choice({ content: "a" }), choice({}, "stop")], "openai.chat");
  expect(record).toMatchObject({ firstEventAtMs: 140, firstTokenAtMs: 140, outcome: "complete" });
});

test("tools of the server that run within the stream are a stall of it", async () => {
  const endpoint = {
    provider: "openai",
    protocol: "openai.responses",
    operation: "chat",
    model: null,
    streams: null,
  } as const;
  const record = await new Promise((resolve) => {
    const start = { endpoint, serverAddress: null, serverPort: null, headers: [], startedAtMs: 0 };
    const exchange = startExchange(start, resolve);
    exchange.headers(200, [["content-type", "text/event-stream"]], 1);
    for (const atMs of [10, 20, 30, 40, 5_040, 5_050]) exchange.responseChunk(Buffer.from(words("a")), atMs);
    exchange.ended(5_060);
  });
  expect(record).toMatchObject({ gaps: { count: 5, p50Ms: 10, maxMs: 5_000, stalls: 1, stalledMs: 5_000 } });
});

test("a machine that slept in between says so, and one that did not does not", async () => {
  for (const [sleptMs, suspended] of [
    [0, false],
    [1_500, false],
    [60_000, true],
    [-60_000, true],
  ] as const) {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_790_000_000_000 });
    const endpoint = {
      provider: "x",
      protocol: "openai.chat",
      operation: "chat",
      model: null,
      streams: null,
    } as const;
    const record = await new Promise((resolve) => {
      const start = { endpoint, serverAddress: null, serverPort: null, headers: [], startedAtMs: 0 };
      const exchange = startExchange(start, resolve);
      vi.setSystemTime(1_790_000_000_000 + sleptMs);
      exchange.ended(10);
    });
    expect(record).toMatchObject({ suspended });
  }
});

test("any bytes of any protocol, with any status and headers, end in one record and no throw", async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(
      created,
      words("a"),
      completed(USAGE),
      plainEvent({ error: { code: 429 } }),
      'data: {"type":"error","error":7}\n\n',
      'data: {"choices":[{"delta":{"content":"a"}}]}\n\n',
      'event: message_start\ndata: {"message":7}\n\n',
      'data: {"candidates":[{"content":{"parts":[{"text":"a"}]}}]}\n\n',
      '{"error":[]}',
    ),
  );
  const protocol = fc.constantFrom<Protocol>(
    "openai.responses",
    "openai.chat",
    "anthropic.messages",
    "google.generate",
  );
  const type = fc.constantFrom("text/event-stream", "application/json", "", "text/html");
  const encoding = fc.constantFrom("", "gzip", "br", "zstd", "deflate", "other");
  const ending = fc.constantFrom("ended", "cancelled", "ECONNRESET");
  await fc.assert(
    fc.asyncProperty(
      protocol,
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom(200, 204, 302, 400, 429, 500, 599, 999),
      type,
      encoding,
      ending,
      async (spoken, chunks, status, contentType, contentEncoding, how) => {
        const headers = { "content-type": contentType, "content-encoding": contentEncoding };
        const record = await followAnswer({ protocol: spoken, chunks, status, headers, ending: how });
        expect(record.statusCode).toBe(status);
        expect(JSON.stringify(record).length).toBeLessThan(10_000);
      },
    ),
    { numRuns: 500 },
  );
});
