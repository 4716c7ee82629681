import { expect, test } from "vitest";
import { DEFAULT_BEHAVIOUR, type ModelBehaviour } from "#simulation/behaviour.ts";
import { seededRandom } from "#simulation/random.ts";
import type { Reply, ReplyInput } from "#simulation/reply.ts";
import { buildResponse } from "./build-response.ts";
import { type ResponsesRequest, readResponsesRequest } from "./responses-request.ts";

function reply(behaviour: Partial<ModelBehaviour>, body: object = {}, ordinal = 1): Reply {
  const request = readResponsesRequest({ model: "gpt-5.3-codex-spark", stream: true, ...body });
  if (request === null) throw new Error("A request names a model");
  const input: ReplyInput<ResponsesRequest> = {
    request,
    behaviour: { ...DEFAULT_BEHAVIOUR, ...behaviour },
    ordinal,
    responseId: "resp_1",
    createdAtSeconds: 1_795_000_000,
    random: seededRandom(7),
  };
  return buildResponse(input);
}

const types = ({ events }: Reply) => events.map(({ event }) => String(event["type"]));
const streamed = ({ events }: Reply) => events.filter(({ tokens }) => tokens > 0);
const final = ({ events }: Reply) => events.at(-1)?.event["response"] as Record<string, unknown>;

test("a message streams the events of the Responses API in their order, numbered from 0", () => {
  const answer = reply({ outputTokens: 3 });
  expect(types(answer)).toEqual([
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
  ]);
  expect(answer.events.map(({ event }) => event["sequence_number"])).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
});

test("the deltas of a message add up to its done events and to the output of the completed response", () => {
  const answer = reply({ outputTokens: 20 });
  const text = streamed(answer)
    .map(({ event }) => event["delta"])
    .join("");
  const item = {
    id: "msg_1_0",
    type: "message",
    status: "completed",
    role: "assistant",
    content: [{ type: "output_text", annotations: [], logprobs: [], text }],
  };
  const done = answer.events.find(({ event }) => event.type === "response.output_item.done")?.event;
  expect(done).toEqual({ type: "response.output_item.done", sequence_number: 26, output_index: 0, item });
  expect(final(answer)["output"]).toEqual([item]);
});

test("every answer says in its text that it comes from a simulation", () => {
  expect(JSON.stringify(final(reply({})))).toContain("This answer comes from a simulation");
});

test("a completed response reports usage, and its token counts are what was streamed and hidden", () => {
  const answer = reply({ outputTokens: 45, reasoningTokens: 10, inputTokens: 1200, cachedInputTokens: 800 });
  expect(final(answer)["usage"]).toEqual({
    input_tokens: 1200,
    input_tokens_details: { cached_tokens: 800 },
    output_tokens: 45,
    output_tokens_details: { reasoning_tokens: 10 },
    total_tokens: 1245,
  });
  expect(streamed(answer).reduce((sum, { tokens }) => sum + tokens, 0)).toBe(35);
});

test("usage can be left out, and is then null rather than zero", () => {
  const answer = reply({ omitUsage: true });
  expect([answer.usage, final(answer)["usage"]]).toEqual([null, null]);
});

test("tokens are due so that the decode rate after the first chunk is exact at 65, 1000 and 4000 tokens/s", () => {
  const rates = [65, 1000, 4000].map((tokensPerSecond) => {
    const chunks = streamed(
      reply({ tokensPerSecond, tokensPerChunk: 4, outputTokens: 402, timeToFirstTokenMs: 100 }),
    );
    const [first, last] = [chunks[0], chunks.at(-1)];
    if (!first || !last) throw new Error("An answer of 402 tokens has chunks");
    return { first: first.atMs, rate: Math.round((402 - first.tokens) / ((last.atMs - first.atMs) / 1000)) };
  });
  expect(rates).toEqual([
    { first: 100, rate: 65 },
    { first: 100, rate: 1000 },
    { first: 100, rate: 4000 },
  ]);
});

test("jitter delays chunks, never reorders them, and is the same for the same seed", () => {
  const smooth = streamed(reply({ outputTokens: 50 })).map(({ atMs }) => atMs);
  const rough = streamed(reply({ outputTokens: 50, jitter: 1 })).map(({ atMs }) => atMs);
  expect(rough).toEqual(streamed(reply({ outputTokens: 50, jitter: 1 })).map(({ atMs }) => atMs));
  expect(rough).toEqual(rough.toSorted((a, b) => a - b));
  expect(rough.every((atMs, index) => atMs >= (smooth[index] ?? 0))).toBe(true);
  expect(rough).not.toEqual(smooth);
});

test("hidden reasoning takes its time and streams nothing", () => {
  const answer = reply({
    outputTokens: 20,
    reasoningTokens: 10,
    tokensPerSecond: 100,
    timeToFirstTokenMs: 50,
  });
  expect(types(answer).slice(2, 5)).toEqual([
    "response.output_item.added",
    "response.output_item.done",
    "response.output_item.added",
  ]);
  expect(answer.events[2]?.atMs).toBe(50);
  expect(streamed(answer)[0]).toMatchObject({ atMs: 150, visible: true });
});

test("raw reasoning streams every token before the first visible one", () => {
  const chunks = streamed(reply({ outputTokens: 5, reasoningTokens: 3, reasoning: "raw" }));
  expect(chunks.map(({ event, visible }) => [event.type, visible])).toEqual([
    ["response.reasoning_text.delta", false],
    ["response.reasoning_text.delta", false],
    ["response.reasoning_text.delta", false],
    ["response.output_text.delta", true],
    ["response.output_text.delta", true],
  ]);
});

test("a reasoning summary streams a quarter of the tokens over the time that all of them take", () => {
  const answer = reply({
    outputTokens: 9,
    reasoningTokens: 8,
    reasoning: "summary",
    tokensPerSecond: 100,
    timeToFirstTokenMs: 50,
  });
  expect(streamed(answer).map(({ atMs, visible }) => [atMs, visible])).toEqual([
    [50, false],
    [80, false],
    [130, true],
  ]);
  expect(types(answer).filter((type) => type.startsWith("response.reasoning_summary_part"))).toEqual([
    "response.reasoning_summary_part.added",
    "response.reasoning_summary_part.done",
  ]);
});

test("a tool call streams its arguments in pieces and comes only on its request of the conversation", () => {
  const toolCalls = [{ onRequest: 1, name: "exec_command", arguments: '{"cmd":"ls"}' }];
  const first = reply({ toolCalls }, {}, 1);
  expect(streamed(first).map(({ event }) => event["delta"])).toEqual(['{"cm', 'd":"', 'ls"}']);
  expect(final(first)["output"]).toEqual([
    {
      id: "fc_1_0",
      type: "function_call",
      status: "completed",
      arguments: '{"cmd":"ls"}',
      call_id: "call_1_0",
      name: "exec_command",
    },
  ]);
  expect([first.toolCalls, reply({ toolCalls }, {}, 2).toolCalls]).toEqual([1, 0]);
});

test("a custom tool call streams its input under its own event types", () => {
  const answer = reply({
    toolCalls: [{ onRequest: 1, name: "apply_patch", arguments: "*** Begin", kind: "custom" }],
  });
  expect(types(answer).filter((type) => type.includes("custom_tool_call_input"))).toEqual([
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.done",
  ]);
});

test("a warm-up completes at once with no output and no tokens", () => {
  const answer = reply({ timeToHeadersMs: 5 }, { generate: false });
  expect(types(answer)).toEqual(["response.created", "response.in_progress", "response.completed"]);
  expect(answer.usage).toEqual({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 });
  expect(final(answer)["output"]).toEqual([]);
});

test("a failure after some tokens ends the stream in response.failed without usage", () => {
  const error = { code: "server_error", message: "It broke" };
  const answer = reply({ failure: { kind: "failed", afterTokens: 2, error } });
  expect(types(answer).slice(4)).toEqual([
    "response.output_text.delta",
    "response.output_text.delta",
    "response.failed",
  ]);
  expect(final(answer)).toMatchObject({ status: "failed", error, usage: null });
});

test("an answer may end as incomplete and says why", () => {
  const answer = reply({ failure: { kind: "incomplete", afterTokens: 1, reason: "max_output_tokens" } });
  expect(final(answer)).toMatchObject({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
  });
});

test("a failure that comes later than the answer is long still comes instead of the completion", () => {
  const answer = reply({ outputTokens: 3, failure: { kind: "dropped", afterTokens: 1000 } });
  expect([streamed(answer).length, types(answer).includes("response.completed"), answer.ending]).toEqual([
    3,
    false,
    "dropped",
  ]);
});

test("a stall shifts all that follows and changes nothing before it", () => {
  const whole = reply({ outputTokens: 4 });
  const stalled = reply({ outputTokens: 4, failure: { kind: "stalled", afterTokens: 2, stallMs: 3000 } });
  const shift = stalled.events.map(({ atMs }, index) => Math.round(atMs - (whole.events[index]?.atMs ?? 0)));
  expect(shift).toEqual([0, 0, 0, 0, 0, 0, 3000, 3000, 3000, 3000, 3000, 3000]);
});

test("the served tier is priority when fast was asked for, default when nothing was, and settable", () => {
  expect(final(reply({}, { service_tier: "fast" }))["service_tier"]).toBe("priority");
  expect(final(reply({}))["service_tier"]).toBe("default");
  expect(final(reply({ serviceTier: "flex" }, { service_tier: "fast" }))["service_tier"]).toBe("flex");
});
