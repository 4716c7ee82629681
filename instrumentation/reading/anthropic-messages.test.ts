import { expect, test } from "vitest";
import { courseOf, followAnswer, namedEvent, plainEvent } from "../testing/follow-answer.ts";

interface Typed {
  readonly type: string;
  readonly [field: string]: unknown;
}

const start: Typed = {
  type: "message_start",
  message: {
    id: "msg_1",
    type: "message",
    model: "claude-opus-4-8",
    content: [],
    usage: {
      input_tokens: 100,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 10,
      output_tokens: 1,
      service_tier: "standard",
    },
  },
};
const block = (content_block: object): Typed => ({ type: "content_block_start", index: 0, content_block });
const delta = (piece: object): Typed => ({ type: "content_block_delta", index: 0, delta: piece });
const words = (text: string) => delta({ type: "text_delta", text });
const thought = (thinking: string) => delta({ type: "thinking_delta", thinking });
const argument = (partial_json: string) => delta({ type: "input_json_delta", partial_json });
const stop: Typed = { type: "content_block_stop", index: 0 };
const ended = (usage: object, stop_reason = "end_turn"): Typed => ({
  type: "message_delta",
  delta: { stop_reason, stop_sequence: null },
  usage,
});
const over: Typed = { type: "message_stop" };
const ping: Typed = { type: "ping" };
const text = block({ type: "text", text: "" });

const follow = (events: readonly Typed[], write: (event: Typed) => string = namedEvent) =>
  followAnswer({ protocol: "anthropic.messages", provider: "anthropic", chunks: events.map(write) });

const WRITERS: Readonly<Record<string, (event: Typed) => string>> = {
  "with the names of events": namedEvent,
  "without the names of events": plainEvent,
  "with spaces in its JSON": (event) =>
    `event: ${event.type}\n${plainEvent(JSON.stringify(event, null, 1).replace(/\n\s*/g, " "))}`,
};

for (const [what, write] of Object.entries(WRITERS)) {
  test(`an answer ${what}: a ping, two pieces of text, and its end`, async () => {
    const events = [
      ping,
      start,
      text,
      ping,
      words("Hi"),
      words(', "you"'),
      stop,
      ended({ output_tokens: 50 }),
      over,
    ];
    expect(await follow(events, write)).toMatchObject({
      transport: "sse",
      outcome: "complete",
      errorType: null,
      firstEventAtMs: 110,
      firstTokenAtMs: 140,
      firstOutputAtMs: 140,
      lastTokenAtMs: 150,
      endedAtMs: 190,
      tokenEvents: 2,
      reasoningStreamed: false,
      responseId: "msg_1",
      responseModel: "claude-opus-4-8",
      servedTier: "standard",
      finishReason: "end_turn",
      usage: {
        inputTokens: 1110,
        cachedInputTokens: 1000,
        cacheWriteInputTokens: 10,
        outputTokens: 50,
        reasoningTokens: null,
      },
    });
  });
}

test("the counts of a stream are cumulative: the last ones hold", async () => {
  const record = await follow([
    start,
    words("Hi"),
    ended({ output_tokens: 20 }),
    ended({
      input_tokens: 200,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 0,
      output_tokens: 70,
      output_tokens_details: { thinking_tokens: 30 },
    }),
    over,
  ]);
  expect(record.usage).toEqual({
    inputTokens: 2200,
    cachedInputTokens: 2000,
    cacheWriteInputTokens: 0,
    outputTokens: 70,
    reasoningTokens: 30,
  });
});

test("thinking is a first token, a summary whose length counts for nothing, and no first output", async () => {
  const record = await follow([
    start,
    block({ type: "thinking", thinking: "", signature: "" }),
    thought(""),
    thought("Hm"),
    delta({ type: "signature_delta", signature: "EqQB" }),
    stop,
    text,
    words("Hi"),
    over,
  ]);
  expect(record).toMatchObject({
    firstTokenAtMs: 130,
    firstOutputAtMs: 170,
    lastTokenAtMs: 170,
    tokenEvents: 2,
    reasoningStreamed: false,
    firstEventShare: null,
  });
});

test("hidden thinking is no token", async () => {
  const record = await follow([
    start,
    block({ type: "redacted_thinking", data: "EmwK" }),
    stop,
    text,
    words("Hi"),
    over,
  ]);
  expect(record).toMatchObject({ firstTokenAtMs: 140, tokenEvents: 1 });
});

test("a tool's name is a first output, its arguments are tokens, and empty ones are not", async () => {
  for (const type of ["tool_use", "server_tool_use", "mcp_tool_use"]) {
    const record = await follow([
      start,
      block({ type, id: "toolu_1", name: "shell", input: {} }),
      argument(""),
      argument('{"text":"'),
      argument('"}'),
      ended({ output_tokens: 9 }, "tool_use"),
      over,
    ]);
    expect(record).toMatchObject({
      firstTokenAtMs: 110,
      firstOutputAtMs: 110,
      lastTokenAtMs: 140,
      tokenEvents: 2,
      finishReason: "tool_use",
    });
  }
});

test("a block that begins with text has its first token there", async () => {
  const record = await follow([start, block({ type: "text", text: "Hi" }), words(" you"), over]);
  expect(record).toMatchObject({ firstTokenAtMs: 110, tokenEvents: 2, firstEventShare: 1 / 3 });
});

test("fast mode is a tier", async () => {
  const fast = {
    ...start,
    message: { id: "msg_1", usage: { input_tokens: 1, service_tier: "standard", speed: "fast" } },
  };
  expect((await follow([fast, words("Hi"), over])).servedTier).toBe("fast");
});

test("an error after a good beginning is a failure that keeps its first token", async () => {
  const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  const record = await follow([start, words("Hi"), error]);
  expect(record).toMatchObject({
    outcome: "failed",
    errorType: "overloaded_error",
    statusCode: 200,
    firstTokenAtMs: 110,
    throttle: { class: "capacity" },
  });
  const refused = { type: "error", error: { type: "rate_limit_error", message: "made up" } };
  expect(await follow([start, refused])).toMatchObject({
    outcome: "rateLimited",
    errorType: "rate_limit_error",
  });
});

test("a stream without its last event is broken, whatever else it said", async () => {
  const record = await follow([start, words("Hi"), ended({ output_tokens: 5 })]);
  expect(record).toMatchObject({
    outcome: "failed",
    errorType: "stream_truncated",
    finishReason: "end_turn",
  });
});

test("text that imitates deltas and fields is text", async () => {
  const imitation =
    '"thinking_delta" "input_json_delta","text":"" \n\nevent: error\ndata: {"type":"error"} \\';
  const record = await follow([start, text, words(imitation), words("\\"), over]);
  expect(courseOf(record)).toEqual({
    outcome: "complete",
    errorType: null,
    firstEventAtMs: 100,
    firstTokenAtMs: 120,
    firstOutputAtMs: 120,
    lastTokenAtMs: 130,
  });
  expect(record.tokenEvents).toBe(2);
});

test("events that nobody knows are events, and no tokens", async () => {
  const unknown = [{ type: "telepathy_delta" }, delta({ type: "citations_delta", citation: { text: "x" } })];
  const broken = ["{", "null", "[]", "7", ""]
    .map((data) => `event: message_delta\ndata: ${data}\n\n`)
    .join("");
  const record = await followAnswer({
    protocol: "anthropic.messages",
    chunks: [...unknown.map(namedEvent), broken, namedEvent(over)],
  });
  expect(record).toMatchObject({
    outcome: "complete",
    firstEventAtMs: 100,
    firstTokenAtMs: null,
    tokenEvents: 0,
  });
});

test("an answer that does not stream has no first token, and its counts", async () => {
  const chunks = [
    JSON.stringify({
      id: "msg_1",
      type: "message",
      model: "claude-opus-4-8",
      content: [{ type: "text", text: "Hi" }],
      stop_reason: "max_tokens",
      usage: { input_tokens: 5, output_tokens: 6 },
    }),
  ];
  const headers = { "content-type": "application/json" };
  expect(await followAnswer({ protocol: "anthropic.messages", chunks, headers })).toMatchObject({
    transport: "http",
    outcome: "complete",
    firstTokenAtMs: null,
    responseId: "msg_1",
    finishReason: "max_tokens",
    usage: { inputTokens: 5, cachedInputTokens: null, outputTokens: 6 },
  });
});
