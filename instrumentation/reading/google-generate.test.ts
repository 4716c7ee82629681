import { expect, test } from "vitest";
import { followAnswer, plainEvent } from "../testing/follow-answer.ts";

const HEAD = { modelVersion: "gemini-3-flash", responseId: "x7Qk" };
const USAGE = {
  promptTokenCount: 1200,
  cachedContentTokenCount: 1000,
  candidatesTokenCount: 40,
  thoughtsTokenCount: 10,
  trafficType: "ON_DEMAND",
};
const candidate = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
  usageMetadata: { promptTokenCount: 1200, trafficType: "ON_DEMAND" },
  ...HEAD,
});
const words = (text: string) => candidate([{ text }]);
const last = { ...candidate([{ text: "" }], { finishReason: "STOP" }), usageMetadata: USAGE };

const follow = (events: readonly unknown[]) =>
  followAnswer({ protocol: "google.generate", provider: "gcp.gemini", chunks: events.map(plainEvent) });

for (const [what, wrap] of [
  ["of the Gemini API", (event: unknown) => event],
  ["of Code Assist, which wraps each", (response: unknown) => ({ response, traceId: "t1" })],
] as const) {
  test(`an answer ${what}: a thought, two pieces of text, and its end`, async () => {
    const events = [candidate([{ text: "**Hm**", thought: true }]), words("Hi"), words(" you"), last];
    expect(await follow(events.map(wrap))).toMatchObject({
      transport: "sse",
      outcome: "complete",
      firstEventAtMs: 100,
      firstTokenAtMs: 100,
      firstOutputAtMs: 110,
      lastTokenAtMs: 120,
      tokenEvents: 3,
      reasoningStreamed: false,
      firstEventShare: null,
      responseId: "x7Qk",
      responseModel: "gemini-3-flash",
      servedTier: "ON_DEMAND",
      finishReason: "STOP",
      usage: {
        inputTokens: 1200,
        cachedInputTokens: 1000,
        cacheWriteInputTokens: null,
        outputTokens: 50,
        reasoningTokens: 10,
      },
    });
  });
}

test("the parts of one event came at once, and are one", async () => {
  const record = await follow([
    candidate([{ text: "Hm", thought: true }, { text: "Hi" }, { text: " you" }]),
    words("!"),
    last,
  ]);
  expect(record).toMatchObject({
    tokenEvents: 2,
    firstTokenAtMs: 100,
    firstOutputAtMs: 100,
    gaps: { count: 1 },
  });
});

test("a tool's call is output", async () => {
  const functionCall = { name: "shell", args: { command: "ls" } };
  const record = await follow([
    candidate([{ functionCall, thoughtSignature: "EqQB" }], { finishReason: "STOP" }),
  ]);
  expect(record).toMatchObject({ firstOutputAtMs: 100, tokenEvents: 1, outcome: "complete" });
});

test("an event without a word is an event, and no token", async () => {
  const record = await follow([
    { usageMetadata: USAGE },
    candidate([{ thoughtSignature: "EqQB" }]),
    words("Hi"),
    last,
  ]);
  expect(record).toMatchObject({ firstEventAtMs: 100, firstTokenAtMs: 120, tokenEvents: 1 });
});

test("thoughts that are counted although none is seen are part of the output", async () => {
  const usageMetadata = { promptTokenCount: 3, thoughtsTokenCount: 10 };
  const record = await follow([{ ...last, usageMetadata }]);
  expect(record.usage).toMatchObject({ outputTokens: 10, reasoningTokens: 10 });
});

test("a prompt that is not answered is told by its reason", async () => {
  const record = await follow([{ promptFeedback: { blockReason: "SAFETY" }, ...HEAD }]);
  expect(record).toMatchObject({ outcome: "complete", finishReason: "SAFETY", firstTokenAtMs: null });
});

test("an error within the stream is a failure, or a refusal", async () => {
  const internal = { error: { code: 500, message: "made up", status: "INTERNAL" } };
  expect(await follow([words("Hi"), internal])).toMatchObject({
    outcome: "failed",
    errorType: "INTERNAL",
    firstTokenAtMs: 100,
  });
  const exhausted = { error: { code: 429, message: "made up", status: "RESOURCE_EXHAUSTED" } };
  expect(await follow([exhausted])).toMatchObject({
    outcome: "rateLimited",
    errorType: "RESOURCE_EXHAUSTED",
  });
});

test("a stream that ends without a reason is broken", async () => {
  expect(await follow([words("Hi")])).toMatchObject({ outcome: "failed", errorType: "stream_truncated" });
});

test("events that are no responses harm nothing", async () => {
  const odd = [null, 7, "text", [], {}, { candidates: 7 }, { candidates: [null] }, { response: null }];
  const parts = { candidates: [{ content: { parts: [null, 7, { text: 7 }, {}] } }] };
  expect(await follow([...odd, parts, last])).toMatchObject({ outcome: "complete", tokenEvents: 0 });
});

const JSON_HEADERS = { "content-type": "application/json; charset=UTF-8" };

test("a whole answer, and a stream that comes as a list, have counts and no first token", async () => {
  const whole = { ...candidate([{ text: "Hi" }], { finishReason: "MAX_TOKENS" }), usageMetadata: USAGE };
  for (const body of [whole, [words("Hi"), whole], { response: whole }]) {
    const chunks = [JSON.stringify(body, null, 2)];
    const record = await followAnswer({ protocol: "google.generate", chunks, headers: JSON_HEADERS });
    expect(record).toMatchObject({
      transport: "http",
      outcome: "complete",
      firstTokenAtMs: null,
      finishReason: "MAX_TOKENS",
      usage: { outputTokens: 50 },
    });
  }
});

test("a refusal may be a list of one", async () => {
  const body = [{ error: { code: 429, message: "made up", status: "RESOURCE_EXHAUSTED" } }];
  const answer = { protocol: "google.generate", provider: "gcp.gemini", status: 429 } as const;
  for (const chunk of [body, body[0]]) {
    const record = await followAnswer({ ...answer, chunks: [JSON.stringify(chunk)], headers: JSON_HEADERS });
    expect(record).toMatchObject({
      outcome: "rateLimited",
      errorType: "RESOURCE_EXHAUSTED",
      throttle: { class: "rate" },
    });
  }
});
