import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { type ProviderOptions, type SimulatedProvider, startSimulatedProvider } from "./provider.ts";
import { insufficientQuota, rateLimitExceeded, usageLimitReached } from "./refusals.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 5, tokensPerSecond: 4000, outputTokens: 10 };

let running: SimulatedProvider | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function provider(options: ProviderOptions = {}): Promise<SimulatedProvider> {
  running = await startSimulatedProvider({
    ...options,
    default: { ...QUICK, ...options.default },
    models: options.models ?? {},
  });
  return running;
}

const post = (url: string, body: object, path = "/v1/responses") =>
  fetch(url + path, { method: "POST", body: JSON.stringify({ model: "m", stream: true, ...body }) });

const eventsOf = (text: string) =>
  text
    .split("\n\n")
    .filter((block) => block !== "")
    .map((block) => {
      const match = /^event: (.*)\ndata: (.*)$/.exec(block);
      const data = JSON.parse(match?.[2] ?? "null") as { type: string; sequence_number: number };
      return { name: match?.[1], data };
    });

test("a streamed answer is server-sent events whose names are their types", async () => {
  const { url } = await provider();
  const response = await post(url, {});
  const events = eventsOf(await response.text());
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(events.map(({ name }) => name)).toEqual(events.map(({ data }) => data.type));
  expect(events.map(({ data }) => data.sequence_number)).toEqual(events.map((_, index) => index));
  expect(events.at(-1)?.name).toBe("response.completed");
});

test("every answer is labelled as simulated, refusals and unknown paths included", async () => {
  const { url } = await provider({ script: [{}, { failure: insufficientQuota() }] });
  const answers = [
    await post(url, {}),
    await post(url, {}),
    await fetch(`${url}/v1/models`),
    await fetch(`${url}/nowhere`),
  ];
  await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map(({ status, headers }) => [status, headers.get("x-roundtrip-simulation")])).toEqual([
    [200, "true"],
    [429, "true"],
    [200, "true"],
    [404, "true"],
  ]);
});

test("without stream the whole response comes as one body, and no first token is recorded", async () => {
  const simulated = await provider();
  const response = await post(simulated.url, { stream: false });
  expect(await response.json()).toMatchObject({
    object: "response",
    status: "completed",
    usage: { output_tokens: 10 },
  });
  expect(simulated.requests()[0]).toMatchObject({
    transport: "http",
    ending: "complete",
    firstTokenAt: null,
    chunks: 0,
  });
});

test("the record holds the true counts, and its moments are in order and never before they were due", async () => {
  const simulated = await provider({
    default: { ...QUICK, timeToFirstTokenMs: 40, tokensPerSecond: 1000, tokensPerChunk: 2, outputTokens: 21 },
  });
  await (await post(simulated.url, {})).text();
  const [observed] = simulated.requests();
  if (!observed) throw new Error("The request was observed");
  const moments = [
    observed.readAt,
    observed.headersAt,
    observed.firstItemAt,
    observed.firstTokenAt,
    observed.lastTokenAt,
    observed.endedAt,
  ];
  const ms = moments.map((moment) => (moment?.monotonicMs ?? Number.NaN) - observed.readAt.monotonicMs);
  expect(ms).toEqual(ms.toSorted((a, b) => a - b));
  expect([(ms[3] ?? 0) >= 40, (ms[4] ?? 0) >= 59]).toEqual([true, true]);
  expect(observed).toMatchObject({
    transport: "sse",
    status: 200,
    ending: "complete",
    streamedTokens: 21,
    streamedVisibleTokens: 21,
    chunks: 11,
    usage: { inputTokens: 1200, cachedInputTokens: 800, outputTokens: 21, reasoningTokens: 0 },
  });
});

test("a burst larger than any buffer on the way arrives whole", async () => {
  const { url } = await provider({ default: { tokensPerSecond: 1_000_000, outputTokens: 5000 } });
  const text = await (await post(url, {})).text();
  expect(text.match(/^event: response\.output_text\.delta$/gm)?.length).toBe(5000);
  expect(eventsOf(text).at(-1)?.name).toBe("response.completed");
});

test("a rate limit is refused with 429, its headers and the body of the provider", async () => {
  const requests = { limit: 3, remaining: 0, resetMs: 20_000 };
  const simulated = await provider({
    script: [{ failure: rateLimitExceeded("requests", 20), rateLimits: { requests } }],
  });
  const response = await post(simulated.url, {});
  expect(response.status).toBe(429);
  expect(
    ["retry-after", "retry-after-ms", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"].map(
      (name) => response.headers.get(name),
    ),
  ).toEqual(["20", "20000", "0", "20s"]);
  expect(await response.json()).toEqual({
    error: {
      message: "Rate limit reached on requests per min (RPM). Please try again in 20s. (simulation)",
      type: "requests",
      param: null,
      code: "rate_limit_exceeded",
    },
  });
  expect(simulated.requests()[0]).toMatchObject({
    status: 429,
    ending: "refused",
    responseId: null,
    firstTokenAt: null,
  });
});

test("a used-up Codex window says when it resets", async () => {
  const { url } = await provider({ script: [{ failure: usageLimitReached("pro", 1_795_400_000, 60) }] });
  expect(await (await post(url, {})).json()).toMatchObject({
    error: { type: "usage_limit_reached", plan_type: "pro", resets_at: 1_795_400_000, resets_in_seconds: 60 },
  });
});

test("scripted answers are used up in order of arrival, then the model decides", async () => {
  const simulated = await provider({ models: { m: { outputTokens: 3 } }, script: [{ outputTokens: 1 }] });
  simulated.enqueue({ outputTokens: 2 });
  for (let sent = 0; sent < 3; sent += 1) await (await post(simulated.url, {})).text();
  expect(simulated.requests().map(({ streamedTokens }) => streamedTokens)).toEqual([1, 2, 3]);
});

test("a tool call comes on the first answered request of each conversation, refused ones not counted", async () => {
  const toolCalls = [{ onRequest: 1, name: "exec_command", arguments: "{}" }];
  const simulated = await provider({
    default: { toolCalls },
    script: [{ failure: rateLimitExceeded("tokens", 1) }],
  });
  for (const prompt_cache_key of ["a", "a", "a", "b"])
    await (await post(simulated.url, { prompt_cache_key })).text();
  expect(simulated.requests().map(({ ending, toolCalls: calls }) => [ending, calls])).toEqual([
    ["refused", 0],
    ["complete", 1],
    ["complete", 0],
    ["complete", 1],
  ]);
});

test("a dropped connection breaks the stream after its tokens", async () => {
  const simulated = await provider({ script: [{ failure: { kind: "dropped", afterTokens: 3 } }] });
  const response = await post(simulated.url, {});
  await expect(response.text()).rejects.toThrow();
  expect(simulated.requests()[0]).toMatchObject({ ending: "dropped", streamedTokens: 3, usage: null });
});

test("a client that goes away is recorded as having left, with the tokens it was sent", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "stalled", afterTokens: 3, stallMs: 60_000 } }],
  });
  const leaving = new AbortController();
  const response = await fetch(`${simulated.url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true }),
    signal: leaving.signal,
  });
  for await (const part of response.body ?? [])
    if (String(Buffer.from(part)).includes("output_text.delta")) break;
  leaving.abort();
  await expect.poll(() => simulated.requests()[0]?.ending).toBe("abandoned");
  expect(simulated.requests()[0]?.endedAt).not.toBeNull();
});

test("compressed bodies and the path without /v1 work", async () => {
  const simulated = await provider();
  const body = gzipSync(JSON.stringify({ model: "m", stream: true }));
  await (
    await fetch(`${simulated.url}/responses`, {
      method: "POST",
      body,
      headers: { "content-encoding": "gzip" },
    })
  ).text();
  expect(simulated.requests().map(({ ending }) => ending)).toEqual(["complete"]);
});

test.each(["gzip", "deflate", "br", "zstd"] as const)(
  "answers are coded in %s where it is accepted, a stream's events at once",
  async (coding) => {
    const simulated = await provider({
      default: { timeToFirstTokenMs: 20, tokensPerSecond: 50, outputTokens: 12, contentCoding: coding },
    });
    for (const accept of [coding, `br;q=0.5, ${coding};q=0.4`, "identity"]) {
      for (const stream of [true, false]) {
        const response = await fetch(`${simulated.url}/v1/responses`, {
          method: "POST",
          body: JSON.stringify({ model: "m", stream }),
          headers: { "accept-encoding": accept },
        });
        expect(response.headers.get("content-encoding")).toBe(accept === "identity" ? null : coding);
        let text = "";
        let parts = 0;
        for await (const part of response.body ?? []) {
          text += Buffer.from(part).toString();
          parts += 1;
        }
        expect(text).toContain(stream ? "response.completed" : '"status":"completed"');
        if (stream) expect(parts).toBeGreaterThan(9);
      }
    }
  },
);

test("a body without a model, or that is not JSON, gets 400 and is not counted", async () => {
  const simulated = await provider();
  const bad = await Promise.all(
    ["{}", "not json"].map((body) => fetch(`${simulated.url}/v1/responses`, { method: "POST", body })),
  );
  expect(bad.map(({ status }) => status)).toEqual([400, 400]);
  expect(simulated.requests()).toEqual([]);
});

test("credentials are not kept in the record", async () => {
  const simulated = await provider();
  const response = await fetch(`${simulated.url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true }),
    headers: { authorization: "Bearer made-up", "x-stainless-retry-count": "0" },
  });
  await response.text();
  expect(simulated.requests()[0]?.headers).toMatchObject({ "x-stainless-retry-count": "0" });
  expect(simulated.requests()[0]?.headers).not.toHaveProperty("authorization");
});

test("closing ends open streams and frees the port", async () => {
  const simulated = await provider({
    script: [{ failure: { kind: "stalled", afterTokens: 0, stallMs: null } }],
  });
  const body = post(simulated.url, {}).then((response) => response.text());
  const broken = expect(body).rejects.toThrow();
  await expect.poll(() => simulated.requests()[0]?.headersAt ?? null).not.toBeNull();
  await simulated.close();
  await broken;
  await expect(post(simulated.url, {})).rejects.toThrow();
});
