import { afterEach, expect, test } from "vitest";
import {
  type ProviderOptions,
  type SimulatedProvider,
  startSimulatedProvider,
} from "#simulation/provider.ts";
import { rateLimitExceeded } from "#simulation/refusals.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 5, tokensPerSecond: 4000, outputTokens: 3 };

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

const ask = (url: string, body: object = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true, messages: [], ...body }),
  });

interface Chunk {
  readonly choices: readonly { delta: unknown; finish_reason: string | null }[];
  readonly usage?: unknown;
}

/** The chunks of a stream that must end in its mark. */
async function chunksOf(response: Response): Promise<Chunk[]> {
  const blocks = (await response.text()).split("\n\n").filter((block) => block !== "");
  expect(blocks.at(-1)).toBe("data: [DONE]");
  return blocks.slice(0, -1).map((block) => JSON.parse(block.replace(/^data: /, "")) as Chunk);
}

const deltas = (chunks: readonly Chunk[]) =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));

test("an answer streams as deltas from the role to the reason of its end", async () => {
  const { url } = await provider();
  const chunks = await chunksOf(await ask(url));
  expect(deltas(chunks)).toEqual([
    { role: "assistant", content: "" },
    { content: "This" },
    { content: " answer" },
    { content: " comes" },
    {},
  ]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
});

test("usage comes in a last chunk of its own when it is asked for, and else not at all", async () => {
  const simulated = await provider({ default: { reasoningTokens: 1 } });
  const told = await chunksOf(await ask(simulated.url, { stream_options: { include_usage: true } }));
  expect(told.at(-1)).toMatchObject({
    choices: [],
    usage: {
      prompt_tokens: 1200,
      prompt_tokens_details: { cached_tokens: 800 },
      completion_tokens: 3,
      completion_tokens_details: { reasoning_tokens: 1 },
    },
  });
  const untold = await chunksOf(await ask(simulated.url));
  expect(untold.every((chunk) => !("usage" in chunk))).toBe(true);
  expect(simulated.requests().map(({ usage }) => usage?.outputTokens ?? null)).toEqual([3, null]);
});

test("streamed reasoning comes before the text, under a name of its own", async () => {
  const { url } = await provider({ default: { outputTokens: 2, reasoningTokens: 1, reasoning: "raw" } });
  expect(deltas(await chunksOf(await ask(url))).slice(1, 3)).toEqual([
    { reasoning_content: "This" },
    { content: "This" },
  ]);
});

test("an offered function is called in pieces", async () => {
  const toolCalls = [{ onRequest: 1, name: "ls", arguments: '{"a":1}' }];
  const { url } = await provider({ default: { toolCalls } });
  const tools = [{ type: "function", function: { name: "ls" } }];
  const chunks = await chunksOf(await ask(url, { tools }));
  expect(deltas(chunks).slice(1, -1)).toEqual([
    {
      tool_calls: [
        { index: 0, id: expect.any(String), type: "function", function: { name: "ls", arguments: "" } },
      ],
    },
    { tool_calls: [{ index: 0, function: { arguments: '{"a"' } }] },
    { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] },
  ]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("tool_calls");
});

test("without a stream the completion comes as one body, with its usage", async () => {
  const { url } = await provider();
  expect(await (await ask(url, { stream: false })).json()).toMatchObject({
    object: "chat.completion",
    choices: [{ message: { role: "assistant", content: "This answer comes" }, finish_reason: "stop" }],
    usage: { completion_tokens: 3 },
  });
});

test("a refusal, an error within the stream and an early end are those of the provider", async () => {
  const error = { code: "server_error", message: "It broke" };
  const simulated = await provider({
    script: [
      { failure: rateLimitExceeded("tokens", 2) },
      { failure: { kind: "failed", afterTokens: 1, error } },
      { failure: { kind: "incomplete", afterTokens: 1, reason: "length" } },
    ],
  });
  const refused = await ask(simulated.url);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(await refused.json()).toMatchObject({ error: { code: "rate_limit_exceeded" } });
  expect((await (await ask(simulated.url)).text()).trim().split("\n\n").at(-1)).toBe(
    `data: ${JSON.stringify({ error })}`,
  );
  expect((await chunksOf(await ask(simulated.url))).at(-1)?.choices[0]?.finish_reason).toBe("length");
  expect(simulated.requests().map(({ ending }) => ending)).toEqual(["refused", "failed", "incomplete"]);
});
