import { expect, test } from "vitest";
import { courseOf, followAnswer, plainEvent } from "../testing/follow-answer.ts";

const HEAD = { id: "chatcmpl-1", object: "chat.completion.chunk", model: "gpt-5.3", service_tier: "default" };
const USAGE = {
  prompt_tokens: 1200,
  prompt_tokens_details: { cached_tokens: 1000 },
  completion_tokens: 50,
  completion_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 1250,
};
const TOKENS = {
  inputTokens: 1200,
  cachedInputTokens: 1000,
  cacheWriteInputTokens: null,
  outputTokens: 50,
  reasoningTokens: 20,
};

const chunk = (delta: object, more: object = {}, finish_reason: string | null = null) => ({
  ...HEAD,
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  ...more,
});
const words = (content: string, more: object = {}) => chunk({ content }, more);
const begin = chunk({ role: "assistant", content: "", refusal: null });
const stop = chunk({}, {}, "stop");
const used = { ...HEAD, choices: [], usage: USAGE };
const call = (written: object) => chunk({ tool_calls: [{ index: 0, function: written }] });
const named = chunk({
  role: "assistant",
  content: null,
  tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "shell", arguments: "" } }],
});

/** As Python's json.dumps writes it. */
const spaced = (value: unknown): string =>
  JSON.stringify(value, null, 1)
    .replace(/\n\s*/g, " ")
    .replace(/([{[]) /g, "$1")
    .replace(/ ([}\]])/g, "$1");

const WRITERS: Readonly<Record<string, (data: unknown) => string>> = {
  "as JavaScript writes JSON": plainEvent,
  "with spaces in its JSON": (data) => plainEvent(typeof data === "string" ? data : spaced(data)),
};

const follow = (events: readonly unknown[], write = plainEvent as (data: unknown) => string) =>
  followAnswer({ protocol: "openai.chat", chunks: events.map(write) });

for (const [what, write] of Object.entries(WRITERS)) {
  test(`an answer ${what}: three pieces of text, a reason, usage, the end`, async () => {
    const events = [begin, words("Hi"), words(', "you"'), words("\n"), stop, used, "[DONE]"];
    expect(await follow(events, write)).toMatchObject({
      transport: "sse",
      outcome: "complete",
      errorType: null,
      firstEventAtMs: 100,
      firstTokenAtMs: 110,
      firstOutputAtMs: 110,
      lastTokenAtMs: 130,
      endedAtMs: 170,
      tokenEvents: 3,
      reasoningStreamed: false,
      responseId: "chatcmpl-1",
      responseModel: "gpt-5.3",
      servedTier: "default",
      finishReason: "stop",
      usage: TOKENS,
      gaps: { count: 2, p50Ms: 10 },
    });
  });

  test(`usage in every chunk, ${what}: the last one holds`, async () => {
    const counts = (completion_tokens: number) => ({ usage: { prompt_tokens: 9, completion_tokens } });
    const events = [words("a", counts(1)), words("b", counts(2)), words("c", counts(3)), stop, "[DONE]"];
    const record = await follow(events, write);
    expect(record).toMatchObject({
      tokenEvents: 3,
      usage: { inputTokens: 9, outputTokens: 3 },
      outcome: "complete",
    });
    const last = await follow([...events.slice(0, 3), chunk({}, counts(4), "length"), "[DONE]"], write);
    expect(last).toMatchObject({ usage: { outputTokens: 4 }, finishReason: "length" });
  });

  for (const field of ["reasoning_content", "reasoning"]) {
    test(`${field} ${what} is a first token, and no first output`, async () => {
      const thought = (text: string) => chunk({ content: null, [field]: text });
      const record = await follow(
        [begin, thought("Hm"), thought(" so"), thought("!"), words("Hi"), words("!"), stop, "[DONE]"],
        write,
      );
      expect(record).toMatchObject({
        firstTokenAtMs: 110,
        firstOutputAtMs: 140,
        lastTokenAtMs: 150,
        tokenEvents: 5,
        reasoningStreamed: true,
        finishReason: "stop",
      });
    });
  }

  test(`calls of tools ${what}: a name is a first output, arguments are tokens, empty ones are not`, async () => {
    const events = [named, call({ arguments: "" }), call({ arguments: '{"a":' }), call({ arguments: "1}" })];
    const record = await follow([...events, chunk({}, {}, "tool_calls"), used, "[DONE]"], write);
    expect(record).toMatchObject({
      firstTokenAtMs: 100,
      firstOutputAtMs: 100,
      lastTokenAtMs: 130,
      tokenEvents: 2,
      finishReason: "tool_calls",
      usage: TOKENS,
    });
  });

  test(`a name of a tool in the middle of reasoning ${what} is a first output`, async () => {
    const thought = (text: string) => chunk({ reasoning_content: text });
    const events = [thought("a"), thought("b"), named, call({ arguments: "{" }), call({ arguments: "}" })];
    const record = await follow([...events, chunk({}, {}, "tool_calls"), "[DONE]"], write);
    expect(record).toMatchObject({
      firstTokenAtMs: 100,
      firstOutputAtMs: 120,
      lastTokenAtMs: 140,
      tokenEvents: 4,
    });
  });

  test(`the last thought and the first word in one chunk ${what}: one piece, and a first output`, async () => {
    const thought = (text: string) => chunk({ content: null, reasoning_content: text });
    const both = chunk({ content: "Hi", reasoning_content: "." });
    const record = await follow([thought("a"), thought("b"), both, words("!"), stop, "[DONE]"], write);
    expect(record).toMatchObject({
      firstTokenAtMs: 100,
      firstOutputAtMs: 120,
      lastTokenAtMs: 130,
      tokenEvents: 4,
    });
  });

  test(`several tools in one chunk ${what} are one piece`, async () => {
    const tools = [0, 1].map((index) => ({ index, function: { name: "shell", arguments: "{}" } }));
    const record = await follow([chunk({ tool_calls: tools }), chunk({}, {}, "tool_calls"), "[DONE]"], write);
    expect(record).toMatchObject({ firstOutputAtMs: 100, tokenEvents: 1, finishReason: "tool_calls" });
  });

  test(`a last piece that brings the reason and the counts ${what}`, async () => {
    const last = chunk({ content: "!" }, { usage: USAGE }, "stop");
    const record = await follow([begin, words("a"), words("b"), last], write);
    expect(record).toMatchObject({
      outcome: "complete",
      tokenEvents: 3,
      finishReason: "stop",
      usage: TOKENS,
    });
  });

  test(`an error after a good beginning ${what} is a failure, in whatever words`, async () => {
    const failed = async (error: unknown) =>
      await follow([begin, words("a"), words("b"), { error }, "[DONE]"], write);
    expect(await failed({ message: "made up", code: 502 })).toMatchObject({
      outcome: "failed",
      errorType: "502",
      firstTokenAtMs: 110,
      tokenEvents: 2,
    });
    expect(await failed({ type: "rate_limit_exceeded", message: "made up" })).toMatchObject({
      outcome: "rateLimited",
      errorType: "rate_limit_exceeded",
    });
    expect(await failed("something broke, says a sentence")).toMatchObject({
      outcome: "failed",
      errorType: "other",
    });
    const inside = chunk({ content: "" }, { error: { code: "server_error", message: "made up" } }, "error");
    expect(await follow([begin, words("a"), words("b"), inside], write)).toMatchObject({
      outcome: "failed",
      errorType: "server_error",
    });
    const withWord = words("c", { error: { code: "server_error", message: "made up" } });
    expect(await follow([begin, words("a"), words("b"), withWord], write)).toMatchObject({
      outcome: "failed",
      errorType: "server_error",
      tokenEvents: 3,
    });
  });

  test(`text that imitates fields ${what} is text`, async () => {
    const imitation =
      '"},"finish_reason":"stop","usage":{"completion_tokens":7},"error":{"code":"x"},"content":""\\';
    const texts = ["a", imitation, imitation, "\\", '": ', '\\"', "b"];
    const record = await follow([begin, ...texts.map((text) => words(text))], write);
    expect(courseOf(record)).toMatchObject({
      outcome: "failed",
      errorType: "stream_truncated",
      firstTokenAtMs: 110,
    });
    expect(record).toMatchObject({ tokenEvents: 7, finishReason: null, usage: { outputTokens: null } });
  });
}

test("an answer without its last line is complete once it said its reason", async () => {
  expect(await follow([begin, words("Hi"), words("!"), stop])).toMatchObject({ outcome: "complete" });
  expect(await follow([begin, words("Hi"), words("!")])).toMatchObject({
    outcome: "failed",
    errorType: "stream_truncated",
  });
  expect(await follow([begin, words("Hi"), words("!"), "[DONE]"])).toMatchObject({ outcome: "complete" });
});

test("the reason of a stream that broke, as OpenRouter tells it, is an error", async () => {
  const broken = chunk({ content: "" }, {}, "error");
  expect(await follow([begin, words("Hi"), words("!"), broken])).toMatchObject({
    outcome: "failed",
    errorType: "other",
    finishReason: "error",
  });
});

test("what a server says of its own time is read, in seconds", async () => {
  const groq = chunk({}, { x_groq: { id: "req_1", usage: { ...USAGE, total_time: 0.25 } } }, "stop");
  expect(await follow([begin, words("a"), words("b"), groq, "[DONE]"])).toMatchObject({
    usage: TOKENS,
    serverMs: 250,
    serverTimeSource: "usage.total_time",
  });
  const cerebras = chunk(
    {},
    { usage: USAGE, time_info: { total_time: 0.125, created: 1_790_000_000 } },
    "stop",
  );
  expect(await follow([begin, words("a"), words("b"), cerebras, "[DONE]"])).toMatchObject({
    usage: TOKENS,
    serverMs: 125,
    serverTimeSource: "time_info.total_time",
  });
});

test("empty pieces and keep-alive comments between them are no tokens", async () => {
  const chunks = [
    ": keep-alive\n\n",
    plainEvent(begin),
    ": keep-alive\n\n",
    plainEvent(words("a")),
    plainEvent(words("")),
  ];
  const record = await followAnswer({
    protocol: "openai.chat",
    chunks: [...chunks, plainEvent(stop), plainEvent("[DONE]")],
  });
  expect(record).toMatchObject({
    firstEventAtMs: 110,
    firstTokenAtMs: 130,
    lastTokenAtMs: 130,
    tokenEvents: 1,
  });
});

test("events that are no chunks harm nothing", async () => {
  const odd = ["{", "null", "[]", "7", "", '{"choices":7}', '{"choices":[null,{"delta":7}]}'];
  for (const events of [
    [...odd, begin, stop],
    [begin, words("a"), words("b"), ...odd, stop],
  ])
    expect(await follow([...events, "[DONE]"])).toMatchObject({ outcome: "complete", finishReason: "stop" });
});

test("an answer that does not stream has no first token, and its counts", async () => {
  const message = { role: "assistant", content: "Hi" };
  const chunks = [JSON.stringify({ ...HEAD, choices: [{ message, finish_reason: "length" }], usage: USAGE })];
  const headers = { "content-type": "application/json" };
  expect(await followAnswer({ protocol: "openai.chat", chunks, headers })).toMatchObject({
    transport: "http",
    outcome: "complete",
    firstTokenAtMs: null,
    finishReason: "length",
    usage: TOKENS,
  });
});
