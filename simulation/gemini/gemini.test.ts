import { afterEach, expect, test } from "vitest";
import type { ScriptedToolCall } from "#simulation/behaviour.ts";
import {
  type ProviderOptions,
  type SimulatedProvider,
  startSimulatedProvider,
} from "#simulation/provider.ts";
import { GEMINI_UNAVAILABLE, geminiQuotaExceeded, geminiUnavailable } from "#simulation/refusals.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 5, tokensPerSecond: 4000, outputTokens: 3 };
const SHELL: ScriptedToolCall = { onRequest: 1, name: "run_shell_command", arguments: '{"command":"ls"}' };
const TOOLS = [{ functionDeclarations: [{ name: "run_shell_command" }] }];

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

const ask = (url: string, body: object = {}, method = "streamGenerateContent?alt=sse") =>
  fetch(`${url}/v1beta/models/gemini-2.5-pro:${method}`, {
    method: "POST",
    headers: { "x-goog-api-key": "made-up" },
    body: JSON.stringify({ contents: [], ...body }),
  });

interface Chunk {
  readonly candidates: readonly { content: { parts: unknown[] }; finishReason?: string }[];
  readonly usageMetadata: unknown;
}

async function chunksOf(response: Response): Promise<Chunk[]> {
  const blocks = (await response.text()).split("\r\n\r\n").filter((block) => block !== "");
  return blocks.map((block) => JSON.parse(block.replace(/^data: /, "")) as Chunk);
}

const parts = (chunks: readonly Chunk[]) => chunks.flatMap(({ candidates }) => candidates[0]?.content.parts);

test("an answer streams as chunks of text, of which only the last says why it ends", async () => {
  const { url } = await provider();
  const chunks = await chunksOf(await ask(url));
  expect(parts(chunks)).toEqual([{ text: "This" }, { text: " answer" }, { text: " comes" }, { text: "" }]);
  expect(chunks.map(({ candidates }) => candidates[0]?.finishReason)).toEqual([
    undefined,
    undefined,
    undefined,
    "STOP",
  ]);
});

test("usage counts cached tokens within the prompt, and thoughts apart from the candidates", async () => {
  const simulated = await provider({ default: { outputTokens: 5, reasoningTokens: 2 } });
  const chunks = await chunksOf(await ask(simulated.url));
  expect(chunks.at(-1)?.usageMetadata).toEqual({
    promptTokenCount: 1200,
    cachedContentTokenCount: 800,
    candidatesTokenCount: 3,
    thoughtsTokenCount: 2,
    totalTokenCount: 1205,
  });
  expect(simulated.requests()[0]).toMatchObject({
    protocol: "gemini",
    model: "gemini-2.5-pro",
    streamedTokens: 3,
    usage: { inputTokens: 1200, cachedInputTokens: 800, outputTokens: 5, reasoningTokens: 2 },
  });
});

test("streamed thoughts are parts marked as such, before the text", async () => {
  const { url } = await provider({ default: { outputTokens: 3, reasoningTokens: 2, reasoning: "raw" } });
  expect(parts(await chunksOf(await ask(url)))).toEqual([
    { text: "This", thought: true },
    { text: " answer", thought: true },
    { text: "This" },
    { text: "" },
  ]);
});

test("an offered function is called whole in one chunk, once in a conversation", async () => {
  const simulated = await provider({ default: { toolCalls: [SHELL] } });
  const called = await chunksOf(await ask(simulated.url, { tools: TOOLS }));
  expect(parts(called)).toEqual([
    { functionCall: { name: "run_shell_command", args: { command: "ls" } } },
    { text: "" },
  ]);
  const contents = [{ role: "user" }, { role: "model" }, { role: "user" }];
  const next = await chunksOf(await ask(simulated.url, { tools: TOOLS, contents }));
  expect(parts(next)[0]).toEqual({ text: "This" });
  expect(simulated.requests().map(({ toolCalls }) => toolCalls)).toEqual([1, 0]);
});

test("without a stream all chunks are one body", async () => {
  const simulated = await provider();
  const response = await ask(simulated.url, {}, "generateContent");
  expect(await response.json()).toMatchObject({
    candidates: [
      { content: { role: "model", parts: [{ text: "This answer comes" }] }, finishReason: "STOP" },
    ],
    usageMetadata: { candidatesTokenCount: 3 },
  });
  expect(simulated.requests()[0]).toMatchObject({ transport: "http", firstTokenAt: null });
});

test("429 names the quota and when to come back, 503 the shortage", async () => {
  const { url } = await provider({
    script: [{ failure: geminiQuotaExceeded(34) }, { failure: geminiUnavailable() }],
  });
  const answers = [await ask(url), await ask(url)];
  expect(answers.map(({ status }) => status)).toEqual([429, 503]);
  const [quota, shortage] = await Promise.all(answers.map((answer) => answer.json()));
  expect(quota).toMatchObject({
    error: {
      code: 429,
      status: "RESOURCE_EXHAUSTED",
      details: [{ violations: [{}] }, { retryDelay: "34s" }],
    },
  });
  expect(shortage).toEqual({ error: GEMINI_UNAVAILABLE });
});

test("an error within the stream stands there without the frame of an event", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "failed", afterTokens: 2, error: GEMINI_UNAVAILABLE } }],
  });
  const text = await (await ask(simulated.url)).text();
  expect(text.split("\r\n\r\n").at(-1)).toBe(JSON.stringify({ error: GEMINI_UNAVAILABLE }));
  expect(simulated.requests()[0]).toMatchObject({ ending: "failed", streamedTokens: 2, usage: null });
});

test("counting tokens is answered and is no request to the model, and keys are not kept", async () => {
  const simulated = await provider();
  expect(await (await ask(simulated.url, {}, "countTokens")).json()).toEqual({ totalTokens: 1200 });
  expect(simulated.requests()).toEqual([]);
  await (await ask(simulated.url)).text();
  expect(simulated.requests()[0]?.headers).not.toHaveProperty("x-goog-api-key");
});
