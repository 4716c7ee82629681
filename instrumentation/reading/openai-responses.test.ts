import { expect, test } from "vitest";
import { courseOf, followAnswer, namedEvent, plainEvent } from "../testing/follow-answer.ts";

const RESPONSE = { id: "resp_1", object: "response", model: "gpt-5.3-codex-spark", service_tier: "priority" };
const USAGE = {
  input_tokens: 1200,
  input_tokens_details: { cached_tokens: 1000, cache_write_tokens: 7 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 20 },
};

interface Typed {
  readonly type: string;
  readonly [field: string]: unknown;
}

const created: Typed = { type: "response.created", response: { ...RESPONSE, status: "in_progress" } };
const inProgress: Typed = { ...created, type: "response.in_progress" };
const completed: Typed = {
  type: "response.completed",
  response: { ...RESPONSE, status: "completed", reasoning: { effort: "high" }, usage: USAGE },
};
const delta = (type: string, text: string): Typed => ({
  type: `response.${type}.delta`,
  sequence_number: 4,
  item_id: "item_1",
  output_index: 0,
  delta: text,
});
const words = (text: string) => delta("output_text", text);
const added = (item: object): Typed => ({ type: "response.output_item.added", output_index: 0, item });
const done = (item: object): Typed => ({ type: "response.output_item.done", output_index: 0, item });
const tool = { type: "function_call", name: "shell", arguments: "", call_id: "call_1" };

const follow = (events: readonly Typed[], write: (event: Typed) => string = namedEvent) =>
  followAnswer({ protocol: "openai.responses", chunks: events.map(write) });

const WRITERS: Readonly<Record<string, (event: Typed) => string>> = {
  "with the names of events": namedEvent,
  "without the names of events": plainEvent,
  "with one name for all": (event) => `event: message\n${plainEvent(event)}`,
  "with spaces in its JSON": (event) =>
    plainEvent(JSON.stringify(event, null, 1).replace(/\n\s*/g, " ").replace("{ ", "{")),
  "with the type as the last field": ({ type, ...fields }) => plainEvent({ ...fields, type }),
  "with the type as a later field": ({ type, ...fields }) => plainEvent({ a: 123, type, ...fields }),
  "with its data in several lines": (event) =>
    `event: ${event.type}\n${JSON.stringify(event, null, 2)
      .split("\n")
      .map((line) => `data: ${line}\n`)
      .join("")}\n`,
};

for (const [what, write] of Object.entries(WRITERS)) {
  test(`an answer ${what}: created, two pieces of text, completed`, async () => {
    const record = await follow([created, inProgress, words("Hi"), words(', "you"'), completed], write);
    expect(record).toMatchObject({
      transport: "sse",
      outcome: "complete",
      errorType: null,
      firstEventAtMs: 100,
      firstTokenAtMs: 120,
      firstOutputAtMs: 120,
      lastTokenAtMs: 130,
      endedAtMs: 150,
      tokenEvents: 2,
      reasoningStreamed: false,
      responseId: "resp_1",
      responseModel: "gpt-5.3-codex-spark",
      servedTier: "priority",
      finishReason: "completed",
      usage: {
        inputTokens: 1200,
        cachedInputTokens: 1000,
        cacheWriteInputTokens: 7,
        outputTokens: 50,
        reasoningTokens: 20,
      },
      gaps: { count: 1, p50Ms: 10, maxMs: 10 },
      incomplete: false,
    });
    expect(record.request.reasoningEffort).toBe("high");
  });
}

test("everything that a model writes is a token: text, refusals, arguments, input and code of tools", async () => {
  for (const type of [
    "output_text",
    "refusal",
    "function_call_arguments",
    "custom_tool_call_input",
    "mcp_call_arguments",
    "code_interpreter_call_code",
  ]) {
    const record = await follow([created, delta(type, "a"), delta(type, "b"), completed]);
    expect([type, record.tokenEvents, record.firstOutputAtMs]).toEqual([type, 2, 110]);
  }
});

test("reasoning is a first token, and no first output", async () => {
  const record = await follow([created, delta("reasoning_text", "Hm"), words("Hi"), completed]);
  expect(record).toMatchObject({
    firstTokenAtMs: 110,
    firstOutputAtMs: 120,
    lastTokenAtMs: 120,
    reasoningStreamed: true,
    firstEventShare: 0.5,
  });
});

test("a summary of reasoning is a first token too, but its length counts for nothing", async () => {
  const record = await follow([created, delta("reasoning_summary_text", "**Hm**"), words("Hi"), completed]);
  expect(record).toMatchObject({
    firstTokenAtMs: 110,
    firstOutputAtMs: 120,
    reasoningStreamed: false,
    firstEventShare: null,
  });
});

test("an empty piece is no token", async () => {
  const record = await follow([created, words(""), words("Hi"), completed]);
  expect(record).toMatchObject({ firstTokenAtMs: 120, tokenEvents: 1 });
});

test("a tool's name is a first token, and no piece of the stream", async () => {
  const record = await follow([
    created,
    added({ type: "reasoning", summary: [] }),
    added(tool),
    delta("function_call_arguments", "{}"),
    completed,
  ]);
  expect(record).toMatchObject({
    firstTokenAtMs: 120,
    firstOutputAtMs: 120,
    lastTokenAtMs: 130,
    tokenEvents: 1,
  });
});

test("an item that comes whole, as some servers send it, is one piece", async () => {
  const message = { type: "message", content: [{ type: "output_text", text: "Hi" }] };
  const whole = await follow([created, done(message), completed]);
  expect(whole).toMatchObject({ firstTokenAtMs: 110, firstOutputAtMs: 110, tokenEvents: 1 });
  const call = await follow([created, done({ ...tool, arguments: "{}" }), completed]);
  expect(call).toMatchObject({ firstTokenAtMs: 110, firstOutputAtMs: 110, tokenEvents: 1 });
  const both = await follow([created, words("Hi"), done(message), completed]);
  expect(both).toMatchObject({ firstTokenAtMs: 110, lastTokenAtMs: 110, tokenEvents: 1 });
});

test("an item of hidden reasoning is no token", async () => {
  const record = await follow([
    created,
    done({ type: "reasoning", summary: [], encrypted_content: "gAAAA" }),
    words("Hi"),
    completed,
  ]);
  expect(record).toMatchObject({ firstTokenAtMs: 120, tokenEvents: 1, reasoningStreamed: false });
});

test("text that imitates events and fields is text", async () => {
  const text = '","delta":""}\n\nevent: response.failed\ndata: {"type":"response.failed"} \\';
  const record = await follow([created, words(text), words("\\"), words("b"), completed]);
  expect(courseOf(record)).toEqual({
    outcome: "complete",
    errorType: null,
    firstEventAtMs: 100,
    firstTokenAtMs: 110,
    firstOutputAtMs: 110,
    lastTokenAtMs: 130,
  });
  expect(record.tokenEvents).toBe(3);
});

test("an answer that reached a bound is complete, and says which", async () => {
  const response = { ...RESPONSE, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
  const record = await follow([created, words("Hi"), { type: "response.incomplete", response }]);
  expect(record).toMatchObject({ outcome: "complete", finishReason: "max_output_tokens" });
});

test("a response that failed after its first token failed, and keeps its first token", async () => {
  const error = { code: "server_error", message: "made up" };
  const failed = { type: "response.failed", response: { ...RESPONSE, status: "failed", error } };
  const record = await follow([created, words("Hi"), failed]);
  expect(record).toMatchObject({
    outcome: "failed",
    errorType: "server_error",
    firstTokenAtMs: 110,
    throttle: null,
  });
});

test("a refusal within the stream is a refusal", async () => {
  const error = { code: "rate_limit_exceeded", message: "Please try again in 11.054s." };
  const failed = { type: "response.failed", response: { ...RESPONSE, status: "failed", error } };
  const record = await follow([created, failed]);
  expect(record).toMatchObject({
    outcome: "rateLimited",
    errorType: "rate_limit_exceeded",
    statusCode: 200,
    throttle: { class: "rate", retryAfterMs: 11_054 },
  });
});

test("an error event ends it, whether its fields stand in it or deeper", async () => {
  const flat = { type: "error", code: "server_error", message: "made up", param: null };
  expect(await follow([created, flat])).toMatchObject({ outcome: "failed", errorType: "server_error" });
  const deep = { type: "error", error: { type: "invalid_request_error", code: null, message: "made up" } };
  expect(await follow([created, deep])).toMatchObject({
    outcome: "failed",
    errorType: "invalid_request_error",
  });
});

test("a stream that ends without its last event is broken", async () => {
  const record = await follow([created, words("Hi")]);
  expect(record).toMatchObject({ outcome: "failed", errorType: "stream_truncated", tokenEvents: 1 });
});

test("what the client's own events say of limits is read, and is no token", async () => {
  const limits = {
    type: "codex.rate_limits",
    rate_limits: { primary: { used_percent: 12, window_minutes: 300, reset_at: 1_790_000_000 } },
  };
  const record = await follow([limits, created, words("Hi"), completed]);
  expect(record.firstTokenAtMs).toBe(120);
  expect(record.readings()).toMatchObject([{ source: "event", windowMinutes: 300, usedFraction: 0.12 }]);
});

test("events that nobody knows are events, and no tokens", async () => {
  const unknown = [{ type: "keepalive" }, { type: "response.telepathy.delta", delta: 7 }];
  const broken = ["{", "null", "[]", "7", '"type"', ""].map(plainEvent).join("");
  const record = await followAnswer({
    protocol: "openai.responses",
    chunks: [...unknown.map(namedEvent), broken, namedEvent(completed)],
  });
  expect(record).toMatchObject({
    outcome: "complete",
    firstEventAtMs: 100,
    firstTokenAtMs: null,
    tokenEvents: 0,
  });
});

test("an answer that does not stream has no first token", async () => {
  const chunks = [
    JSON.stringify({ ...RESPONSE, status: "completed", usage: USAGE, output: [], error: null }),
  ];
  const headers = { "content-type": "application/json" };
  const record = await followAnswer({ protocol: "openai.responses", chunks, headers });
  expect(record).toMatchObject({
    transport: "http",
    outcome: "complete",
    firstEventAtMs: null,
    firstTokenAtMs: null,
    gaps: null,
    firstEventShare: null,
    responseId: "resp_1",
    finishReason: "completed",
    usage: { inputTokens: 1200, outputTokens: 50 },
  });
});
