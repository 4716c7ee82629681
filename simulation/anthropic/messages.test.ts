import { afterEach, expect, test } from "vitest";
import type { ScriptedToolCall } from "#simulation/behaviour.ts";
import {
  type ProviderOptions,
  type SimulatedProvider,
  startSimulatedProvider,
} from "#simulation/provider.ts";
import { ANTHROPIC_OVERLOADED, anthropicOverloaded, anthropicRateLimited } from "#simulation/refusals.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 5, tokensPerSecond: 4000, outputTokens: 3 };
const BASH: ScriptedToolCall = { onRequest: 1, name: "Bash", arguments: '{"command":"ls"}' };

let running: SimulatedProvider | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function provider(options: ProviderOptions = {}): Promise<SimulatedProvider> {
  running = await startSimulatedProvider({
    ...options,
    default: { ...QUICK, ...options.default },
    models: {},
  });
  return running;
}

const ask = (url: string, body: object = {}, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/messages`, {
    method: "POST",
    headers,
    body: JSON.stringify({ model: "claude-opus-5-5", stream: true, messages: [], ...body }),
  });

/** Events of a stream whose names are checked to be their types. */
async function eventsOf(response: Response): Promise<Record<string, unknown>[]> {
  const blocks = (await response.text()).split("\n\n").filter((block) => block !== "");
  return blocks.map((block) => {
    const match = /^event: (.*)\ndata: (.*)$/.exec(block);
    const data = JSON.parse(match?.[2] ?? "null") as Record<string, unknown>;
    expect(data["type"]).toBe(match?.[1]);
    return data;
  });
}

const types = (events: readonly Record<string, unknown>[]) => events.map(({ type }) => type);
const deltas = (events: readonly Record<string, unknown>[]) =>
  events.flatMap(({ delta, type }) => (type === "content_block_delta" ? [delta] : []));

test("a message streams the events of the Messages API in their order", async () => {
  const { url } = await provider();
  const events = await eventsOf(await ask(url));
  expect(types(events)).toEqual([
    "message_start",
    "ping",
    "content_block_start",
    "content_block_delta",
    "content_block_delta",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  expect(deltas(events)).toEqual([
    { type: "text_delta", text: "This" },
    { type: "text_delta", text: " answer" },
    { type: "text_delta", text: " comes" },
  ]);
});

test("usage has three kinds of input with nothing in common, and ends with all output tokens", async () => {
  const simulated = await provider({
    default: { inputTokens: 1000, cachedInputTokens: 600, cacheWriteInputTokens: 100, reasoningTokens: 2 },
  });
  const events = await eventsOf(await ask(simulated.url, { speed: "fast" }));
  const usage = {
    input_tokens: 300,
    cache_read_input_tokens: 600,
    cache_creation_input_tokens: 100,
    cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0 },
    service_tier: "standard",
    speed: "fast",
  };
  expect(events[0]).toMatchObject({ message: { usage: { ...usage, output_tokens: 1 } } });
  expect(events.at(-2)).toMatchObject({
    delta: { stop_reason: "end_turn" },
    usage: { ...usage, output_tokens: 3, output_tokens_details: { thinking_tokens: 2 } },
  });
  expect(simulated.requests()[0]?.usage).toEqual({
    inputTokens: 1000,
    cachedInputTokens: 600,
    outputTokens: 3,
    reasoningTokens: 2,
  });
});

test("streamed thinking is a block of its own before the text, and its tokens are not visible output", async () => {
  const simulated = await provider({ default: { outputTokens: 4, reasoningTokens: 2, reasoning: "raw" } });
  const events = await eventsOf(await ask(simulated.url));
  expect(deltas(events)).toEqual([
    { type: "thinking_delta", thinking: "This" },
    { type: "thinking_delta", thinking: " answer" },
    { type: "signature_delta", signature: expect.any(String) },
    { type: "text_delta", text: "This" },
    { type: "text_delta", text: " answer" },
  ]);
  const [observed] = simulated.requests();
  expect(observed).toMatchObject({
    protocol: "anthropic-messages",
    streamedTokens: 4,
    streamedVisibleTokens: 2,
  });
  expect(observed?.firstTokenAt?.monotonicMs).toBeLessThanOrEqual(observed?.firstOutputAt?.monotonicMs ?? 0);
});

test("hidden thinking opens a block and streams no token of it", async () => {
  const simulated = await provider({ default: { outputTokens: 4, reasoningTokens: 2 } });
  const events = await eventsOf(await ask(simulated.url));
  expect(deltas(events).slice(0, 2)).toEqual([
    { type: "signature_delta", signature: expect.any(String) },
    { type: "text_delta", text: "This" },
  ]);
  expect(simulated.requests()[0]).toMatchObject({ streamedTokens: 2, usage: { outputTokens: 4 } });
});

test("an offered tool is called in pieces of JSON, and its result gets text", async () => {
  const simulated = await provider({ default: { toolCalls: [BASH] } });
  const tools = [{ name: "Bash", input_schema: {} }];
  const events = await eventsOf(await ask(simulated.url, { tools }));
  expect(events.find(({ type }) => type === "content_block_start")).toMatchObject({
    content_block: { type: "tool_use", name: "Bash", input: {} },
  });
  const json = deltas(events).map((delta) => (delta as { partial_json: string }).partial_json);
  expect(json).toEqual(['{"co', "mman", 'd":"', 'ls"}']);
  expect(events.at(-2)).toMatchObject({ delta: { stop_reason: "tool_use" } });

  const messages = [{ role: "user" }, { role: "assistant" }, { role: "user" }];
  const next = await eventsOf(await ask(simulated.url, { tools, messages }));
  expect(next.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn" } });
  expect(simulated.requests().map(({ toolCalls }) => toolCalls)).toEqual([1, 0]);
});

test("a tool that the request does not offer is not called", async () => {
  const simulated = await provider({ default: { toolCalls: [BASH] } });
  const events = await eventsOf(await ask(simulated.url, { tools: [{ name: "Read" }] }));
  expect(events.at(-2)).toMatchObject({ delta: { stop_reason: "end_turn" } });
});

test("without stream the whole message comes as one body, and no first token is recorded", async () => {
  const simulated = await provider({ default: { toolCalls: [BASH] } });
  const response = await ask(simulated.url, { stream: false, tools: [{ name: "Bash" }] });
  expect(await response.json()).toMatchObject({
    type: "message",
    role: "assistant",
    content: [{ type: "tool_use", name: "Bash", input: { command: "ls" } }],
    stop_reason: "tool_use",
    usage: { output_tokens: 4 },
  });
  expect(simulated.requests()[0]).toMatchObject({
    transport: "http",
    ending: "complete",
    firstTokenAt: null,
  });
});

test("limits are told in headers, with the time of their reset, and each answer has an id of its own", async () => {
  const limit = { limit: 50, remaining: 12, resetMs: 60_000 };
  const simulated = await provider({ default: { rateLimits: { requests: limit, outputTokens: limit } } });
  const answers = [await ask(simulated.url), await ask(simulated.url)];
  await Promise.all(answers.map((answer) => answer.text()));
  const headers = answers[0]?.headers;
  expect(headers?.get("anthropic-ratelimit-requests-remaining")).toBe("12");
  expect(headers?.get("anthropic-ratelimit-output-tokens-limit")).toBe("50");
  expect(headers?.get("anthropic-ratelimit-input-tokens-limit")).toBeNull();
  expect(headers?.get("anthropic-ratelimit-requests-reset")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const ids = answers.map((answer) => answer.headers.get("request-id"));
  expect(ids).toEqual(simulated.requests().map(({ requestId }) => requestId));
  expect(new Set(ids).size).toBe(2);
});

test("429 and 529 have the body of the provider, and 429 says when to come back", async () => {
  const { url } = await provider({
    script: [{ failure: anthropicRateLimited(7) }, { failure: anthropicOverloaded() }],
  });
  const answers = [await ask(url), await ask(url)];
  expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([
    [429, "7"],
    [529, null],
  ]);
  expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual(
    ["rate_limit_error", "overloaded_error"].map((type, index) => ({
      type: "error",
      error: { type, message: expect.stringContaining("(simulation)") },
      request_id: answers[index]?.headers.get("request-id"),
    })),
  );
});

test("an error within the stream is an event of its own, after which nothing comes", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "failed", afterTokens: 2, error: ANTHROPIC_OVERLOADED } }],
  });
  const events = await eventsOf(await ask(simulated.url));
  expect(types(events).slice(-2)).toEqual(["content_block_delta", "error"]);
  expect(events.at(-1)).toEqual({ type: "error", error: ANTHROPIC_OVERLOADED });
  expect(simulated.requests()[0]).toMatchObject({ ending: "failed", streamedTokens: 2, usage: null });
});

test("an answer cut short at its limit ends in order, with the reason", async () => {
  const { url } = await provider({
    script: [{ failure: { kind: "incomplete", afterTokens: 2, reason: "max_tokens" } }],
  });
  const events = await eventsOf(await ask(url));
  expect(events.slice(-2)).toMatchObject([
    { type: "message_delta", delta: { stop_reason: "max_tokens" }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ]);
});

test("the session that the client names is the conversation, and its key is not kept", async () => {
  const simulated = await provider();
  await (await ask(simulated.url, {}, { "x-api-key": "made-up", "x-claude-code-session-id": "s-1" })).text();
  expect(simulated.requests()[0]?.conversation).toBe("s-1");
  expect(simulated.requests()[0]?.headers).not.toHaveProperty("x-api-key");
});

test("counting tokens is answered and is no request to the model", async () => {
  const simulated = await provider();
  const response = await fetch(`${simulated.url}/v1/messages/count_tokens`, { method: "POST", body: "{}" });
  expect(await response.json()).toEqual({ input_tokens: 1200 });
  expect(simulated.requests()).toEqual([]);
});
