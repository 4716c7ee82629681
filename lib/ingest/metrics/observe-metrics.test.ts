import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeJsonMetrics } from "#lib/ingest/otlp/decode-json-metrics.ts";
import type { Payload } from "#tests/support/encode-otlp.ts";
import { observeMetrics, wantsMetric } from "./observe-metrics.ts";

function observe(payload: Payload) {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  return observeMetrics(decodeJsonMetrics(body, wantsMetric).groups);
}

function capture(path: string): Payload {
  return JSON.parse(
    readFileSync(new URL(`../../../tests/fixtures/captures/${path}`, import.meta.url), "utf8"),
  );
}

interface Sample {
  readonly metric?: string;
  readonly unit?: string;
  readonly client?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly resource?: Readonly<Record<string, string>>;
  readonly temporality?: number;
  readonly point?: Payload;
}

function sample({
  metric = "gen_ai.client.operation.duration",
  unit = "s",
  client = "my-agent",
  attributes = {},
  resource = {},
  temporality = 2,
  point = {},
}: Sample): Payload {
  const list = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, text]) => ({ key, value: { stringValue: text } }));
  const dataPoint = {
    startTimeUnixNano: "1795327382000000000",
    timeUnixNano: "1795327392000000000",
    count: "2",
    bucketCounts: ["1", "1"],
    explicitBounds: [1],
    attributes: list({ "gen_ai.request.model": "gpt-5.3-codex-spark", ...attributes }),
    ...point,
  };
  const histogram = { aggregationTemporality: temporality, dataPoints: [dataPoint] };
  return {
    resourceMetrics: [
      {
        resource: { attributes: list({ "service.name": client, ...resource }) },
        scopeMetrics: [{ metrics: [{ name: metric, unit, histogram }] }],
      },
    ],
  };
}

test("what Gemini CLI really sent tells the E2E of its model, by two metrics of which one has useful buckets", () => {
  const points = observe(capture("gemini-cli/03-metrics.json"));
  expect(
    points.map(({ series, min, max, count }) => ({
      metric: series.metric,
      figure: series.figure,
      client: series.client,
      clientVersion: series.clientVersion,
      model: series.model,
      fromMs: (min ?? 0) * series.unitMs,
      toMs: (max ?? 0) * series.unitMs,
      count,
    })),
  ).toEqual(
    ["gemini_cli.api.request.latency", "gen_ai.client.operation.duration"].map((metric) => ({
      metric,
      figure: "e2eMs",
      client: "gemini-cli",
      clientVersion: null,
      model: "gemini-2.5-pro",
      fromMs: 211,
      toMs: 295,
      count: 2,
    })),
  );
  expect(points[0]?.series.rank).toBeLessThan(points[1]?.series.rank ?? 0);
});

test.each(["codex-sse/04-metrics.json", "codex-websocket/03-metrics.json", "claude-code/04-metrics.json"])(
  "what %s holds tells no latency of a round trip, so nothing is taken from it",
  (path) => {
    expect(observe(capture(path))).toEqual([]);
  },
);

test("each metric is read in its unit and as the figure that it is", () => {
  const read = (metric: string, unit: string, attributes = {}) =>
    observe(sample({ metric, unit, attributes })).map(({ series: { figure, unitMs } }) => [figure, unitMs]);
  expect(read("gen_ai.client.operation.duration", "s")).toEqual([["e2eMs", 1000]]);
  expect(read("gen_ai.client.operation.time_to_first_chunk", "")).toEqual([["ttftMs", 1000]]);
  expect(read("gen_ai.client.response.time_to_first_token", "s")).toEqual([["ttftMs", 1000]]);
  expect(read("copilot_chat.time_to_first_token", "")).toEqual([["ttftMs", 1000]]);
  expect(read("qwen-code.api.request.latency", "ms")).toEqual([["e2eMs", 1]]);
  expect(read("qwen-code.api.request.breakdown", "ms", { phase: "network_latency" })).toEqual([
    ["ttfoMs", 1],
  ]);
  expect(read("qwen-code.api.request.breakdown", "ms", { phase: "request_preparation" })).toEqual([]);
  expect(read("codex.turn.ttft.duration_ms", "ms")).toEqual([]);
  expect(read("gen_ai.server.time_to_first_token", "s")).toEqual([]);
});

test("failed calls, embeddings and tools are no round trips to compare", () => {
  expect(observe(sample({ attributes: { "error.type": "429" } }))).toEqual([]);
  expect(observe(sample({ attributes: { "gen_ai.operation.name": "embeddings" } }))).toEqual([]);
  expect(observe(sample({ attributes: { "gen_ai.operation.name": "chat" } }))).toHaveLength(1);
});

test("what cannot be placed in time is passed over", () => {
  expect(observe(sample({ point: { startTimeUnixNano: "0" } }))).toEqual([]);
  expect(observe(sample({ temporality: 0 }))).toEqual([]);
  expect(observe(sample({ temporality: 1, point: { startTimeUnixNano: "0" } }))).toMatchObject([
    { isCumulative: false, startMs: 0 },
  ]);
});

test("a series is told from others by all its attributes, of which only those on the list are kept", () => {
  const [plain] = observe(sample({}));
  const [other] = observe(sample({ attributes: { "made.up": "secret words" } }));
  const [elsewhere] = observe(sample({ resource: { "host.name": "laptop-of-somebody" } }));
  const ids = [plain, other, elsewhere].map((point) => point?.series.id);
  expect(new Set(ids).size).toBe(3);
  expect(JSON.stringify([other, elsewhere])).not.toMatch(/secret|laptop/);
  expect(observe(sample({}))[0]?.series).toEqual(plain?.series);
});
