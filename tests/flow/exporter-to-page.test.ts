import { context, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "#tests/support/browser.ts";
import { askUntil, type RunningRoundtrip, startRoundtrip } from "#tests/support/running-roundtrip.ts";

let roundtrip: RunningRoundtrip;
let browser: Browser;

beforeAll(async () => {
  roundtrip = await startRoundtrip();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await roundtrip?.stop();
});

const CHAT = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-5.3-codex-spark",
  "gen_ai.response.model": "gpt-5.3-codex-spark",
};

/** One turn as an agent would report it: a round trip, a tool, a round trip of which less is known, a refused one. */
function reportTurn(tracer: Tracer, client: string, startMs: number): void {
  const conversation = { "gen_ai.conversation.id": `conversation-of-${client}` };
  const turn = tracer.startSpan("invoke_agent coder", {
    startTime: startMs,
    attributes: { "gen_ai.operation.name": "invoke_agent", ...conversation },
  });
  const within = trace.setSpan(context.active(), turn);
  const report = (
    name: string,
    fromMs: number,
    toMs: number,
    attributes: Record<string, string | number>,
  ) => {
    const span = tracer.startSpan(
      name,
      { startTime: startMs + fromMs, attributes: { ...attributes, ...conversation } },
      within,
    );
    if (attributes["error.type"] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(startMs + toMs);
  };
  report("chat gpt-5.3-codex-spark", 100, 2100, {
    ...CHAT,
    "gen_ai.response.id": `${client}-1`,
    "gen_ai.response.time_to_first_chunk": 0.5,
    "gen_ai.usage.input_tokens": 1200,
    "gen_ai.usage.cache_read.input_tokens": 800,
    "gen_ai.usage.output_tokens": 1501,
  });
  report("execute_tool shell", 2100, 3100, {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "shell",
    "gen_ai.tool.call.id": `${client}-call`,
  });
  report("chat gpt-5.3-codex-spark", 3200, 4000, { ...CHAT, "gen_ai.response.id": `${client}-2` });
  report("chat gpt-5.3-codex", 4000, 4050, {
    ...CHAT,
    "gen_ai.request.model": "gpt-5.3-codex",
    "error.type": "429",
  });
  turn.end(startMs + 4100);
}

async function exportTurn(exporter: SpanExporter, client: string, startMs: number): Promise<void> {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": client,
      "service.version": "1.2.3",
      "team.id": "core",
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  reportTurn(provider.getTracer("exporter-to-page"), client, startMs);
  await provider.forceFlush();
  await provider.shutdown();
}

/** What the JSON API says of one round trip, the ids that we choose ourselves left out. */
function expectedRow(client: string, startMs: number, row: object) {
  return {
    startedAt: new Date(startMs).toISOString(),
    client,
    clientVersion: "1.2.3",
    provider: "openai",
    model: "gpt-5.3-codex-spark",
    tier: "Instant",
    serviceTier: null,
    transport: null,
    connectionReused: null,
    sessionId: `conversation-of-${client}`,
    person: null,
    team: "core",
    repository: null,
    streamOpenMs: null,
    ttftMs: null,
    ttfoMs: null,
    basis: "clientSpan",
    inputTokens: null,
    cachedInputTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    decodeTokensPerSecond: null,
    e2eTokensPerSecond: null,
    attempts: 1,
    outcome: "complete",
    errorType: null,
    statusCode: null,
    // Only the wire tells these.
    connectMs: null,
    serverMs: null,
    stalls: null,
    stalledMs: null,
    gapMaxMs: null,
    requestedTier: null,
    fallbackFromWebSocket: null,
    ...row,
  };
}

interface Answer {
  readonly roundTrips: readonly { readonly id: string; readonly turnId: string }[];
}

const EXPORTERS = [
  { encoding: "JSON", client: "agent-json", make: (url: string) => new JsonExporter({ url }) },
  { encoding: "protobuf", client: "agent-protobuf", make: (url: string) => new ProtobufExporter({ url }) },
] as const;

for (const { encoding, client, make } of EXPORTERS) {
  test(`what the OpenTelemetry SDK exports as ${encoding} stands in the API and on the page`, async () => {
    const startMs = Date.now() - 30_000;
    await exportTurn(make(`${roundtrip.collectorUrl}/v1/traces`), client, startMs);

    const path = `/round-trips?window=1h&client=${client}`;
    const answer = await askUntil(
      async () => (await roundtrip.get(`/api/v1${path}`)) as Answer,
      ({ roundTrips }) => roundTrips.length >= 3,
    );
    expect(answer.roundTrips.map(({ id: _id, turnId: _turnId, ...row }) => row)).toEqual([
      expectedRow(client, startMs + 4000, {
        model: "gpt-5.3-codex",
        tier: "Standard",
        e2eMs: 50,
        outcome: "rateLimited",
        errorType: "429",
      }),
      expectedRow(client, startMs + 3200, { e2eMs: 800 }),
      expectedRow(client, startMs + 100, {
        transport: "sse",
        ttftMs: 500,
        e2eMs: 2000,
        basis: "clientChunk",
        inputTokens: 1200,
        cachedInputTokens: 800,
        outputTokens: 1501,
        decodeTokensPerSecond: 1000,
        e2eTokensPerSecond: 750.5,
      }),
    ]);

    const [turnId, ...others] = new Set(answer.roundTrips.map((row) => row.turnId));
    expect(others).toEqual([]);
    expect(await roundtrip.get(`/api/v1/turns/${encodeURIComponent(turnId ?? "")}`)).toMatchObject({
      durationMs: 4100,
      toolCalls: [{ tool: "shell", durationMs: 1000 }],
    });

    expect(await figuresOn(roundtrip.url + path)).toEqual([
      ["gpt-5.3-codex", "–", "50 ms", "–", "–", "–", "rate limited"],
      ["gpt-5.3-codex-spark", "–", "800 ms", "–", "–", "–", "complete"],
      ["gpt-5.3-codex-spark", "500 ms", "2.00 s", "1,000 tok/s", "1,200", "1,501", "complete"],
    ]);
  });
}

const COLUMNS = ["Model", "TTFT", "E2E", "Decode rate", "Input tokens", "Output tokens", "Outcome"];

/** The first line of these columns in each row of the page's table, which are found by their headings. */
async function figuresOn(url: string): Promise<readonly (readonly (string | undefined)[])[]> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.getByRole("row").nth(1).waitFor();
    const [heads = [], ...rows] = await Promise.all(
      (await page.getByRole("row").all()).map((row) => row.locator("th, td").allInnerTexts()),
    );
    const names = heads.map((text) => text.replace(/[↓↑]/, "").trim());
    return rows.map((cells) => COLUMNS.map((name) => cells[names.indexOf(name)]?.trim().split("\n")[0]));
  } finally {
    await page.close();
  }
}
