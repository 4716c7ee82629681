import { afterAll, beforeAll, expect, test } from "vitest";
import type { Payload } from "#tests/support/encode-otlp.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

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

const codexEvent = (attributes: Record<string, unknown>, record: Payload = {}): unknown => ({
  ...record,
  attributes: Object.entries({
    "event.name": { stringValue: "codex.sse_event" },
    "conversation.id": { stringValue: "odd" },
    ...attributes,
  }).map(([key, value]) => ({ key, value })),
});
const modelCall = (attributes: Record<string, unknown>, record: Payload = {}): unknown => ({
  ...GOOD_SPAN,
  ...record,
  attributes: [
    ...GOOD_SPAN.attributes,
    ...Object.entries(attributes).map(([key, value]) => ({ key, value })),
  ],
});

const ODD_LOGS: readonly [what: string, record: unknown][] = [
  ["no times at all", codexEvent({})],
  ["time 0", codexEvent({}, { timeUnixNano: "0", observedTimeUnixNano: 0 })],
  ["a time in the far future", codexEvent({}, { timeUnixNano: "18446744073709551615" })],
  ["a time beyond every clock", codexEvent({}, { timeUnixNano: 1e300 })],
  ["a timestamp that is none", codexEvent({ "event.timestamp": { stringValue: "yesterday" } })],
  [
    "a timestamp in the far future",
    codexEvent({ "event.timestamp": { stringValue: "9999-12-31T23:59:59.999Z" } }),
  ],
  [
    "numbers as strings",
    codexEvent(
      {
        "event.kind": { stringValue: "response.completed" },
        duration_ms: { stringValue: "12" },
        input_token_count: { stringValue: "1200" },
      },
      { timeUnixNano: "1795327382000000000" },
    ),
  ],
  [
    "a negative duration",
    codexEvent(
      { "event.kind": { stringValue: "response.completed" }, duration_ms: { intValue: "-5" } },
      { timeUnixNano: "1795327382000000000" },
    ),
  ],
  [
    "token counts of −1",
    codexEvent(
      { "event.kind": { stringValue: "response.completed" }, output_token_count: { intValue: "-1" } },
      { timeUnixNano: "1795327382000000000" },
    ),
  ],
  [
    "token counts beyond 32 bits",
    codexEvent(
      {
        "event.kind": { stringValue: "response.completed" },
        output_token_count: { intValue: "4000000000000" },
      },
      { timeUnixNano: "1795327382000000000" },
    ),
  ],
  ["null for everything", { timeUnixNano: null, attributes: null, body: null, traceId: null }],
  ["an unknown event", codexEvent({ "event.name": { stringValue: "codex.new_event" } })],
];

const ODD_SPANS: readonly [what: string, record: unknown][] = [
  [
    "a start in the far future",
    modelCall({}, { startTimeUnixNano: "18000000000000000000", endTimeUnixNano: "18000000000000000001" }),
  ],
  ["token counts of −1", modelCall({ "gen_ai.usage.output_tokens": { intValue: "-1" } })],
  ["token counts beyond 32 bits", modelCall({ "gen_ai.usage.output_tokens": { intValue: "4000000000000" } })],
  ["numbers as strings", modelCall({ "gen_ai.usage.output_tokens": { stringValue: "12" } })],
  ["a negative first-token time", modelCall({ "gen_ai.response.time_to_first_chunk": { doubleValue: -3 } })],
  [
    "a first-token time that is no number",
    modelCall({ "gen_ai.response.time_to_first_chunk": { doubleValue: "NaN" } }),
  ],
  ["U+0000 in its model", modelCall({ "gen_ai.request.model": { stringValue: "a\0b" } })],
  ["half a surrogate pair in its model", modelCall({ "gen_ai.request.model": { stringValue: "a\ud800b" } })],
  ["the name of a prototype", modelCall({ "gen_ai.response.id": { stringValue: "__proto__" } })],
];

test.each([
  ...ODD_LOGS.map(
    ([what, record]) =>
      [
        `a log record with ${what}`,
        "/v1/logs",
        {
          resourceLogs: [
            {
              resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
              scopeLogs: [{ logRecords: [record] }],
            },
          ],
        },
      ] as const,
  ),
  ...ODD_SPANS.map(
    ([what, record], index) =>
      [
        `a span with ${what}`,
        "/v1/traces",
        spans({ ...(record as Payload), spanId: `00000000000000${16 + index}` }),
      ] as const,
  ),
])("%s is taken without complaint", async (_what, path, payload) => {
  const saidBefore = collector.said.length;
  const answer = await collector.send({
    path,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
  });
  expect([answer.status, answer.body.toString()]).toEqual([200, "{}"]);
  expect(collector.said.slice(saidBefore)).toEqual([]);
});

test("after all of that the database still answers, and whatever was queued is assembled", async () => {
  expect((await collector.send({ path: "/healthz", method: "GET" })).status).toBe(200);
  expect(collector.said).toEqual([]);
  await expect.poll(() => collector.database.pendingAssembly.count(), { timeout: 20_000 }).toBe(0);
  expect(collector.said).toEqual([]);
});
