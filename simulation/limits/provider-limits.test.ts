import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  type ProviderOptions,
  type SimulatedProvider,
  startSimulatedProvider,
} from "#simulation/provider.ts";
import type { LimitsConfiguration } from "./limits-configuration.ts";

const QUICK = { timeToHeadersMs: 1, timeToFirstTokenMs: 2, tokensPerSecond: 9000, outputTokens: 10 };
const WHO = { "chatgpt-account-id": "made-up", authorization: "Bearer made-up" };

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function provider(limits: LimitsConfiguration, options: ProviderOptions = {}) {
  const simulated = await startSimulatedProvider({ ...options, limits, default: QUICK, models: {} });
  stops.push(() => simulated.close());
  return simulated;
}

/** Two families; one call spends the general one, whose window is short, and with it blocks the fast one. */
const GATED: LimitsConfiguration = {
  planType: "plus",
  families: [
    {
      family: "codex",
      models: ["*"],
      limits: [{ kind: "fixed", unit: "percent", windowMinutes: 0.02, limit: 1, begins: "firstUse" }],
    },
    {
      family: "codex_bengalfox",
      models: ["spark"],
      gatedBy: ["codex"],
      limits: [{ kind: "fixed", unit: "percent", windowMinutes: 300, limit: 1e6, begins: "firstUse" }],
    },
  ],
};

const post = (
  { url }: SimulatedProvider,
  model: string,
  path = "/v1/responses",
  signal: AbortSignal | null = null,
) =>
  fetch(url + path, {
    method: "POST",
    headers: WHO,
    body: JSON.stringify({ model, stream: true, messages: [] }),
    signal,
  });

/** Asks for general and fast answers in turn until a fast one is refused, then until it is answered again. */
async function refusedThenAnswered<T>(call: (model: string) => Promise<T>, isRefused: (told: T) => boolean) {
  let refused: T | null = null;
  while (refused === null) {
    await call("general");
    const told = await call("spark");
    if (isRefused(told)) refused = told;
  }
  let answered: T | null = null;
  while (answered === null) {
    const told = await call("spark");
    if (isRefused(told)) await sleep(50);
    else answered = told;
  }
  return { refused, answered };
}

test("a spent window refuses a streamed call, of a family that it gates too, until it ends", async () => {
  const simulated = await provider(GATED);
  const { refused, answered } = await refusedThenAnswered(
    async (model) => {
      const response = await post(simulated, model);
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    ({ status }) => status === 429,
  );
  expect(JSON.parse(refused.text)).toMatchObject({
    error: { type: "usage_limit_reached", plan_type: "plus", resets_at: expect.any(Number) },
  });
  const header = (name: string) => refused.headers.get(name);
  expect(header("x-codex-primary-used-percent")).toBe("100");
  expect(header("x-codex-bengalfox-primary-used-percent")).toBe("0");
  expect(header("x-codex-active-limit")).toBe("codex_bengalfox");
  expect(answered.text).toContain("response.completed");

  const entry = simulated.limits?.log().find(({ kind, model }) => kind === "refused" && model === "spark");
  expect(entry).toMatchObject({ class: "quota", boundBy: { family: "codex", unit: "percent" } });
  const request = simulated.requests().find(({ requestId }) => requestId === entry?.reference);
  expect(request).toMatchObject({ status: 429, ending: "refused", account: entry?.account });
});

test("over a WebSocket a spent window refuses with a frame, and the same connection goes on afterwards", async () => {
  const simulated = await provider(GATED);
  const socket = new WebSocket(`${simulated.url.replace("http", "ws")}/v1/responses`, { headers: WHO });
  stops.push(() => socket.terminate());
  const frames: Record<string, unknown>[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data)) as Record<string, unknown>));
  const [[handshake]] = (await Promise.all([once(socket, "upgrade"), once(socket, "open")])) as [
    [{ headers: Record<string, string> }],
    unknown,
  ];
  const { refused, answered } = await refusedThenAnswered(
    async (model) => {
      frames.length = 0;
      socket.send(JSON.stringify({ type: "response.create", model }));
      while (!["error", "response.completed"].includes(String(frames.at(-1)?.["type"])))
        await once(socket, "message");
      return [...frames];
    },
    ([first]) => first?.["type"] === "error",
  );
  expect(handshake.headers["x-codex-primary-used-percent"]).toBe("0");
  expect(refused).toMatchObject([
    {
      status: 429,
      error: { type: "usage_limit_reached" },
      headers: { "x-codex-primary-used-percent": "100", "x-codex-active-limit": "codex_bengalfox" },
    },
  ]);
  expect(answered[0]).toMatchObject({
    type: "codex.rate_limits",
    metered_limit_name: "codex_bengalfox",
    rate_limits: { primary: { window_minutes: 300 } },
  });
});

test("a call in flight keeps the next one out, until its client goes away", async () => {
  const limits: LimitsConfiguration = {
    families: [{ family: "f", models: ["*"], limits: [{ kind: "concurrency", limit: 1 }] }],
  };
  const stalled = { failure: { kind: "stalled", afterTokens: 1, stallMs: null } } as const;
  const simulated = await provider(limits, { script: [stalled] });
  const gone = new AbortController();
  await post(simulated, "m", "/v1/responses", gone.signal);
  const refused = await post(simulated, "m");
  expect([refused.status, await refused.json()]).toMatchObject([
    429,
    { error: { code: "concurrency_limit_exceeded" } },
  ]);
  gone.abort();
  let status = 429;
  while (status === 429) {
    const response = await post(simulated, "m");
    await response.text();
    status = response.status;
  }
  expect(status).toBe(200);
});

test("the limits of other protocols refuse in their own words", async () => {
  const limits: LimitsConfiguration = {
    families: [
      {
        family: "f",
        models: ["*"],
        limits: [{ kind: "sliding", unit: "requests", windowMinutes: 60, limit: 1 }],
      },
    ],
  };
  for (const [path, status, error] of [
    ["/v1/chat/completions", 429, { code: "rate_limit_exceeded", type: "requests" }],
    ["/v1/messages", 429, { type: "rate_limit_error" }],
    ["/v1beta/models/m:generateContent", 429, { status: "RESOURCE_EXHAUSTED" }],
  ] as const) {
    const simulated = await provider(limits);
    const first = await post(simulated, "m", path);
    await first.text();
    const second = await post(simulated, "m", path);
    expect([first.status, second.status, await second.json()]).toMatchObject([200, status, { error }]);
    const remaining = ["x-ratelimit-remaining-requests", "anthropic-ratelimit-requests-remaining"];
    const told = remaining.map((name) => second.headers.get(name)).filter((value) => value !== null);
    expect(told).toEqual(path.includes("beta") ? [] : ["0"]);
  }
});

test("the truth can be asked for, and names no account or credential", async () => {
  const simulated = await provider(GATED);
  await (await post(simulated, "spark")).text();
  const text = await (await fetch(`${simulated.url}/simulation/limits`)).text();
  const requests = await (await fetch(`${simulated.url}/simulation/requests`)).text();
  expect(JSON.parse(text)).toMatchObject({
    accounts: [
      {
        account: expect.stringMatching(/^[0-9a-f]{16}$/),
        buckets: [
          { family: "codex", used: 0 },
          // 1200 input tokens, of which 800 are cached, and 10 output tokens.
          { family: "codex_bengalfox", used: 410, limit: 1e6 },
        ],
      },
    ],
    log: [{ kind: "admitted" }, { kind: "settled", planted: null }],
  });
  expect(text + requests).not.toContain("made-up");
});

test("what broke off is charged for what it had streamed, and what says no usage for all", async () => {
  const script = [
    { failure: { kind: "dropped", afterTokens: 3 } as const },
    { omitUsage: true, reasoningTokens: 4 },
  ];
  const simulated = await provider(GATED, { script });
  await post(simulated, "spark")
    .then((response) => response.text())
    .catch(() => null);
  await (await post(simulated, "spark")).text();
  const used = () =>
    simulated.limits?.log().flatMap((entry) => (entry.kind === "settled" ? entry.usage?.outputTokens : []));
  while ((used()?.length ?? 0) < 2) await sleep(5);
  expect(used()).toEqual([3, 10]);
});
