import { readFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeStatus } from "#lib/ingest/otlp/encode-response.ts";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import type { Request } from "#tests/support/send-request.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };
const PROTOBUF_TYPE = { "content-type": "application/x-protobuf" };
const CODEX_LOGS: Payload = JSON.parse(
  readFileSync(new URL("../fixtures/captures/codex-sse/01-logs.json", import.meta.url), "utf8"),
);

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

const LOGS = JSON.stringify(CODEX_LOGS);
const TOO_LONG = new Uint8Array(16 * MIB + 1);

const REFUSED: readonly [what: string, request: Omit<Request, "port">, status: number, message: string][] = [
  [
    "half a JSON object",
    { path: "/v1/traces", headers: JSON_TYPE, body: '{"resourceSpans":[' },
    400,
    "The body is not valid JSON.",
  ],
  ["no JSON body", { path: "/v1/logs", headers: JSON_TYPE }, 400, "The body is not valid JSON."],
  [
    "JSON of another shape",
    { path: "/v1/logs", headers: JSON_TYPE, body: '{"resourceLogs":7}' },
    400,
    "In the JSON body, resourceLogs is not an array.",
  ],
  [
    "metrics of another shape",
    { path: "/v1/metrics", headers: JSON_TYPE, body: '{"resourceMetrics":7}' },
    400,
    "In the JSON body, resourceMetrics is not an array.",
  ],
  [
    "half a gzip body",
    {
      path: "/v1/logs",
      headers: { ...JSON_TYPE, "content-encoding": "gzip" },
      body: gzipSync(LOGS).subarray(0, 500),
    },
    400,
    "The body is not valid gzip data.",
  ],
  [
    "a gzip body that is none",
    { path: "/v1/logs", headers: { ...JSON_TYPE, "content-encoding": "gzip" }, body: LOGS },
    400,
    "The body is not valid gzip data.",
  ],
  [
    "a deflate body that is none",
    { path: "/v1/logs", headers: { ...JSON_TYPE, "content-encoding": "deflate" }, body: LOGS },
    400,
    "The body is not valid deflate data.",
  ],
  [
    "no content type",
    { path: "/v1/logs", body: LOGS },
    415,
    "The Content-Type is neither application/json nor application/x-protobuf.",
  ],
  [
    "a content type of its own",
    { path: "/v1/logs", headers: { "content-type": "text/plain" }, body: LOGS },
    415,
    "The Content-Type is neither application/json nor application/x-protobuf.",
  ],
  [
    "an unknown content encoding",
    { path: "/v1/logs", headers: { ...JSON_TYPE, "content-encoding": "br" }, body: LOGS },
    415,
    "The Content-Encoding is not one of gzip, deflate and identity.",
  ],
  [
    "more than 16 MiB, announced",
    { path: "/v1/logs", headers: { ...JSON_TYPE, "content-length": TOO_LONG.length }, body: TOO_LONG },
    413,
    "The body is larger than 16 MiB as sent.",
  ],
  [
    "more than 16 MiB in pieces",
    { path: "/v1/logs", headers: JSON_TYPE, body: [TOO_LONG.subarray(1), TOO_LONG.subarray(0, 1)] },
    413,
    "The body is larger than 16 MiB as sent.",
  ],
  [
    "64 KiB that inflate to more than 64 MiB",
    {
      path: "/v1/logs",
      headers: { ...JSON_TYPE, "content-encoding": "gzip" },
      body: gzipSync(new Uint8Array(64 * MIB + 1)),
    },
    413,
    "The body is larger than 64 MiB when inflated.",
  ],
  ["a GET of an export path", { path: "/v1/traces", method: "GET" }, 405, "This path answers only POST."],
  ["a POST to /metrics", { path: "/metrics" }, 405, "This path answers only GET, HEAD."],
  [
    "an unknown path",
    { path: "/v1/profiles", headers: JSON_TYPE, body: "{}" },
    404,
    "There is nothing here; exports go to /v1/traces, /v1/logs and /v1/metrics.",
  ],
  [
    "a web page of another site",
    { path: "/v1/logs", headers: { ...JSON_TYPE, origin: "https://example.com" }, body: LOGS },
    403,
    "Requests from web pages of other sites are not accepted.",
  ],
  [
    "a page without an origin",
    { path: "/v1/logs", headers: { ...JSON_TYPE, origin: "null" }, body: LOGS },
    403,
    "Requests from web pages of other sites are not accepted.",
  ],
  [
    "a name bound to this address",
    { path: "/metrics", method: "GET", headers: { host: "rebound.example.com:4318" } },
    403,
    "The Host header does not name this machine.",
  ],
];

test.each(REFUSED)(
  "%s is refused in a sentence, and nothing of it is kept",
  async (_what, request, status, message) => {
    const answer = await collector.send(request);
    expect([answer.status, JSON.parse(answer.body.toString()).message]).toEqual([status, message]);
    expect(await collector.database.observation.count()).toBe(0);
  },
);

test("405 says which methods are allowed", async () => {
  expect((await collector.send({ path: "/v1/logs", method: "PUT" })).headers["allow"]).toBe("POST");
});

test("a refusal of protobuf is a Status in protobuf", async () => {
  const answer = await collector.send({
    path: "/v1/traces",
    headers: PROTOBUF_TYPE,
    body: Uint8Array.from([0x0a, 5, 1]),
  });
  expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/x-protobuf"]);
  const message = "Protobuf field 1 claims 5 bytes where 1 are left.";
  expect(new Uint8Array(answer.body)).toEqual(encodeStatus("protobuf", "invalidArgument", message));
});

const GOOD_SPAN = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  name: "chat",
  startTimeUnixNano: "1795327382000000000",
  endTimeUnixNano: "1795327383000000000",
  attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
};

function spans(...given: unknown[]): Payload {
  return { resourceSpans: [{ scopeSpans: [{ spans: given }] }] };
}

test("of some bad spans and a good one, the good one is kept and the answer tells of the others", async () => {
  const payload = spans({ ...GOOD_SPAN, traceId: "00" }, { ...GOOD_SPAN, endTimeUnixNano: "0" }, GOOD_SPAN);
  const answer = await collector.send({
    path: "/v1/traces",
    headers: JSON_TYPE,
    body: JSON.stringify(payload),
  });
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([
    200,
    {
      partialSuccess: {
        rejectedSpans: "2",
        errorMessage:
          "A span has no valid ids: a trace id is 16 bytes and a span id 8, and neither is all zero.",
      },
    },
  ]);
  const kept = await collector.database.observation.findMany({ select: { spanId: true } });
  expect(kept).toEqual([{ spanId: GOOD_SPAN.spanId }]);
  const counted = await collector.metrics();
  expect(counted.get('roundtrip_rejected_total{signal="traces",reason="invalidId"}')).toBe(1);
  expect(counted.get('roundtrip_rejected_total{signal="traces",reason="invalidTime"}')).toBe(1);
});

const ACCEPTED: readonly [what: string, headers: Request["headers"], body: Uint8Array | string][] = [
  ["plain JSON", { "content-type": "application/json; charset=utf-8" }, LOGS],
  ["protobuf", PROTOBUF_TYPE, encodeOtlp("logs", CODEX_LOGS)],
  ["JSON in gzip", { ...JSON_TYPE, "content-encoding": "gzip" }, gzipSync(LOGS)],
  [
    "protobuf in gzip",
    { ...PROTOBUF_TYPE, "content-encoding": "GZIP" },
    gzipSync(encodeOtlp("logs", CODEX_LOGS)),
  ],
  ["JSON in deflate", { ...JSON_TYPE, "content-encoding": "deflate" }, deflateSync(LOGS)],
  ["JSON declared as not encoded", { ...JSON_TYPE, "content-encoding": "identity" }, LOGS],
  ["JSON from a page of this machine", { ...JSON_TYPE, origin: "http://localhost:3000" }, LOGS],
];

test("the same logs are taken in every encoding, and counted once", async () => {
  const before = await collector.database.observation.count();
  const rows: number[] = [];
  for (const [, headers = {}, body] of ACCEPTED) {
    const answer = await collector.send({ path: "/v1/logs", headers, body });
    expect([answer.status, answer.body.toString().replace("{}", "")]).toEqual([200, ""]);
    rows.push((await collector.database.observation.count()) - before);
  }
  expect(rows[0]).toBeGreaterThan(5);
  expect(rows).toEqual(ACCEPTED.map(() => rows[0]));
});

test("metrics are accepted and counted as filtered", async () => {
  const payload = {
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ gauge: { dataPoints: [{}, {}] } }] }] }],
  };
  const answer = await collector.send({
    path: "/v1/metrics",
    headers: JSON_TYPE,
    body: JSON.stringify(payload),
  });
  expect([answer.status, answer.body.toString()]).toEqual([200, "{}"]);
  expect((await collector.metrics()).get('roundtrip_filtered_total{signal="metrics"}')).toBe(2);
});
