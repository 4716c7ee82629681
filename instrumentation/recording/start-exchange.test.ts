import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Protocol } from "../providers/model-endpoint.ts";
import { courseOf, followAnswer, namedEvent, plainEvent } from "../testing/follow-answer.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { startExchange } from "./start-exchange.ts";

const RESPONSES = "openai.responses";
const created = namedEvent({ type: "response.created", response: { id: "resp_1", model: "m" } } as {
  type: string;
});
const words = (delta: string) =>
  namedEvent({ type: "response.output_text.delta", delta } as { type: string });
const completed = namedEvent({
  type: "response.completed",
  response: { id: "resp_1", status: "completed", usage: { input_tokens: 1, output_tokens: 2 } },
} as { type: string });

const STREAM = { "content-type": "text/event-stream; charset=utf-8" };
const JSON_BODY = { "content-type": "application/json" };

test("an exchange is told with all that was marked", async () => {
  const records: ExchangeRecord[] = [];
  const exchange = startExchange(
    {
      endpoint: { provider: "openai", protocol: RESPONSES, operation: "chat", model: null, streams: null },
      serverAddress: "api.openai.com",
      serverPort: 443,
      headers: [
        ["User-Agent", "codex_cli_rs/0.169.0 (Linux)"],
        ["session-id", "0199f0a2-6c1f"],
        ["X-Stainless-Retry-Count", "1"],
        ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
        ["authorization", "Bearer made-up"],
      ],
      startedAtMs: 10,
    },
    (record) => records.push(record),
  );
  const connection = { reused: false, dnsMs: 1, connectMs: 2, tlsMs: 3, upgradeMs: null };
  exchange.connected(connection);
  exchange.requestChunk('{"model":"gpt-5.3",');
  exchange.requestChunk(Buffer.from('"stream":true}'));
  exchange.requestSent(20);
  exchange.requestSent(25);
  exchange.headers(103, [["link", "</x>"]], 30);
  exchange.headers(
    200,
    [
      ...Object.entries(STREAM),
      ["X-Request-Id", "req_1"],
      ["openai-processing-ms", "12"],
      ["set-cookie", "a"],
      ["set-cookie", "b"],
    ],
    40,
    "2",
  );
  exchange.responseChunk(Buffer.from(created), 50);
  exchange.responseChunk(Buffer.from(words("Hi") + completed), 60);
  exchange.ended(70);
  exchange.cancelled(80);
  exchange.failed("ECONNRESET", 90);
  exchange.responseChunk(Buffer.from(words("late")), 95);
  exchange.ended(100);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({
    serverAddress: "api.openai.com",
    serverPort: 443,
    transport: "sse",
    httpVersion: "2",
    connection,
    request: { model: "gpt-5.3", streams: true },
    retryCount: 1,
    sessionId: "0199f0a2-6c1f",
    clientName: "codex_cli_rs",
    clientVersion: "0.169.0",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    startedAtMs: 10,
    requestSentAtMs: 20,
    headersAtMs: 40,
    firstEventAtMs: 50,
    firstTokenAtMs: 60,
    endedAtMs: 70,
    suspended: false,
    statusCode: 200,
    outcome: "complete",
    requestId: "req_1",
    serverMs: 12,
    serverTimeSource: "openai-processing-ms",
    tokenEvents: 1,
    account: expect.any(String),
  });
  expect(JSON.stringify(records)).not.toContain("made-up");
});

test("a program that goes away cancels, unless the answer said before that it is over", async () => {
  const answer = { protocol: RESPONSES, ending: "cancelled" } as const;
  expect(courseOf(await followAnswer({ ...answer, chunks: [created, words("Hi")] }))).toEqual({
    outcome: "cancelled",
    errorType: "cancelled",
    firstEventAtMs: 100,
    firstTokenAtMs: 110,
    firstOutputAtMs: 110,
    lastTokenAtMs: 110,
  });
  const whole = await followAnswer({ ...answer, chunks: [created, words("Hi"), completed] });
  expect(whole).toMatchObject({ outcome: "complete", errorType: null });
  expect(await followAnswer({ ...answer, chunks: [], headers: null })).toMatchObject({
    outcome: "cancelled",
    statusCode: null,
    headersAtMs: null,
    request: { model: "made-up" },
  });
  expect(await followAnswer({ ...answer, chunks: ['{"id":'], headers: JSON_BODY })).toMatchObject({
    outcome: "cancelled",
  });
});

test("a connection that breaks fails, unless the answer said before that it is over", async () => {
  const answer = { protocol: RESPONSES, ending: "ECONNRESET" } as const;
  const broken = { outcome: "failed", errorType: "ECONNRESET" };
  expect(await followAnswer({ ...answer, chunks: [created, words("Hi")] })).toMatchObject(broken);
  expect(await followAnswer({ ...answer, chunks: [], headers: null })).toMatchObject(broken);
  expect(await followAnswer({ ...answer, chunks: [] })).toMatchObject(broken);
  expect(await followAnswer({ ...answer, chunks: ['{"id":'], headers: JSON_BODY })).toMatchObject(broken);
  expect((await followAnswer({ ...answer, chunks: [created, completed] })).outcome).toBe("complete");
});

test("a stream that ends too early is truncated, wherever it breaks off", async () => {
  const truncated = { transport: "sse", outcome: "failed", errorType: "stream_truncated" };
  for (const chunks of [
    [],
    [""],
    [created],
    [created, words("Hi")],
    [created, completed.slice(0, -20)],
    [created, 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Hel'],
  ]) {
    const record = await followAnswer({ protocol: RESPONSES, chunks });
    expect(record).toMatchObject(truncated);
    expect(record.tokenEvents).toBe(chunks.length === 2 && chunks[1] === words("Hi") ? 1 : 0);
  }
});

test("a body without a content type is told apart by how it begins", async () => {
  const whole = await followAnswer({ protocol: RESPONSES, headers: {}, chunks: ['  \n{"id":"resp_1"}'] });
  expect(whole).toMatchObject({ transport: "http", responseId: "resp_1", firstEventAtMs: null });
  const stream = await followAnswer({ protocol: RESPONSES, headers: {}, chunks: [created, completed] });
  expect(stream).toMatchObject({ transport: "sse", responseId: "resp_1", outcome: "complete" });
});

test("an answer without a body, and one that is no JSON, are complete and say nothing", async () => {
  const empty = await followAnswer({ protocol: RESPONSES, headers: JSON_BODY, chunks: [] });
  expect(empty).toMatchObject({ transport: "http", outcome: "complete", firstTokenAtMs: null });
  const page = await followAnswer({
    protocol: RESPONSES,
    headers: { "content-type": "text/html" },
    chunks: ["<html>"],
  });
  expect(page).toMatchObject({ transport: "http", outcome: "complete", incomplete: true });
});

const COMPRESS: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

for (const [encoding, compress] of Object.entries(COMPRESS)) {
  test(`a body that is compressed with ${encoding} says the same`, async () => {
    const bytes = compress(created + words("Hi") + completed);
    const headers = { ...STREAM, "content-encoding": encoding };
    for (const chunks of [[bytes], [...bytes].map((byte) => Buffer.of(byte))]) {
      const record = await followAnswer({ protocol: RESPONSES, headers, chunks });
      expect(record).toMatchObject({
        outcome: "complete",
        tokenEvents: 1,
        incomplete: false,
        responseId: "resp_1",
      });
      expect(record.endedAtMs).toBe(100 + 10 * chunks.length);
    }
    const broken = await followAnswer({
      protocol: RESPONSES,
      headers,
      chunks: [bytes.subarray(0, 4), "x".repeat(99)],
    });
    expect(broken).toMatchObject({ outcome: "complete", incomplete: true, tokenEvents: 0 });
  });
}

test("a compression that is not known leaves the answer unmeasured, and says so", async () => {
  const headers = { ...STREAM, "content-encoding": "dcb" };
  const record = await followAnswer({ protocol: RESPONSES, headers, chunks: ["\x01\x02"] });
  expect(record).toMatchObject({
    outcome: "complete",
    incomplete: true,
    firstTokenAtMs: null,
    tokenEvents: 0,
  });
});

const chat = (delta: object, finish: string | null = null) =>
  plainEvent({ id: "chatcmpl-1", model: "m", choices: [{ index: 0, delta, finish_reason: finish }] });
const claude = (event: { readonly type: string; readonly [field: string]: unknown }) => namedEvent(event);
const gemini = (text: string, more: object = {}) =>
  plainEvent({
    candidates: [{ content: { parts: [{ text }] }, ...more }],
    usageMetadata: { promptTokenCount: 1 },
  });

const STREAMS: Readonly<Record<Protocol, string>> = {
  "openai.responses": created + words("é") + words('"漢\\') + completed,
  "openai.chat": `: hi\r\n\r\n${[chat({ role: "assistant" }), chat({ content: "é" }), chat({ content: "漢😀" }), chat({}, "stop"), "data: [DONE]\n\n"].join("").replaceAll("\n", "\r\n")}`,
  "anthropic.messages": [
    claude({ type: "message_start", message: { id: "msg_1", usage: { input_tokens: 1 } } }),
    claude({ type: "content_block_delta", delta: { type: "thinking_delta", thinking: "é" } }),
    claude({ type: "content_block_delta", delta: { type: "text_delta", text: "漢" } }),
    claude({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } }),
    claude({ type: "message_stop" }),
  ].join(""),
  "google.generate": gemini("é") + gemini("漢") + gemini("", { finishReason: "STOP" }),
};

for (const [protocol, stream] of Object.entries(STREAMS) as [Protocol, string][]) {
  test(`${protocol}: any split of the bytes gives the same record, except for its times`, async () => {
    const bytes = Buffer.from(stream);
    const timeless = ({
      gaps,
      firstEventAtMs,
      firstTokenAtMs,
      firstOutputAtMs,
      lastTokenAtMs,
      endedAtMs,
      readings,
      ...rest
    }: ExchangeRecord) => ({
      ...rest,
      readings: readings(),
      gaps: gaps?.count,
      came: [firstEventAtMs, firstTokenAtMs, firstOutputAtMs, lastTokenAtMs, endedAtMs].map(
        (atMs) => atMs !== null,
      ),
    });
    const whole = await followAnswer({ protocol, chunks: [bytes] });
    expect(whole).toMatchObject({ outcome: "complete", incomplete: false, tokenEvents: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (places) => {
        const ends = [0, ...places, bytes.length].sort((a, b) => a - b);
        const chunks = ends.slice(1).map((end, at) => bytes.subarray(ends[at], end));
        expect(timeless(await followAnswer({ protocol, chunks }))).toEqual(timeless(whole));
      }),
    );
  });
}
