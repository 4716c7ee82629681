import { expect, test } from "vitest";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import { decodeJsonMetrics } from "./decode-json-metrics.ts";
import { decodeProtobufMetrics } from "./decode-protobuf-metrics.ts";
import { MalformedBody } from "./malformed-body.ts";
import { WireWriter } from "./wire-writer.ts";

const START = "1795327382000000000";
const END = "1795327392000000000";
const TIMES = { startTimeUnixNano: START, timeUnixNano: END };
const ALL = () => true;

function bytes(payload: Payload): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(payload));
}

function request(...metrics: readonly Payload[]): Payload {
  return {
    resourceMetrics: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "gemini-cli" } }] },
        scopeMetrics: [{ scope: { name: "gemini" }, metrics }],
      },
    ],
  };
}

/** What both encodings gave, which must be the same. */
function decode(payload: Payload, wants = ALL) {
  const fromJson = decodeJsonMetrics(bytes(payload), wants);
  expect(decodeProtobufMetrics(encodeOtlp("metrics", payload), wants)).toEqual(fromJson);
  return fromJson;
}

const attributes = [
  { key: "model", value: { stringValue: "gemini-2.5-pro" } },
  { key: "anything", value: { intValue: "7" } },
];
const read = new Map<string, unknown>([
  ["model", "gemini-2.5-pro"],
  ["anything", 7],
]);
const common = { startMs: 1795327382000, timeMs: 1795327392000, attributes: read };

test("points of all kinds say what they say, with every attribute that tells their series", () => {
  const decoded = decode(
    request(
      {
        name: "latency",
        unit: "ms",
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            {
              ...TIMES,
              attributes,
              count: "3",
              sum: 60,
              min: 5,
              max: 40,
              bucketCounts: ["1", "0", "2"],
              explicitBounds: [10, 20.5],
            },
          ],
        },
      },
      {
        name: "duration",
        unit: "s",
        exponentialHistogram: {
          aggregationTemporality: 1,
          dataPoints: [
            {
              ...TIMES,
              attributes,
              count: "5",
              scale: -1,
              zeroCount: "1",
              zeroThreshold: 0.001,
              positive: { offset: -3, bucketCounts: ["1", "0", "2"] },
              negative: { offset: 4, bucketCounts: ["1"] },
            },
          ],
        },
      },
      {
        name: "usage",
        sum: {
          aggregationTemporality: 1,
          isMonotonic: true,
          dataPoints: [{ ...TIMES, attributes, asInt: "-12" }],
        },
      },
      { name: "level", gauge: { dataPoints: [{ timeUnixNano: END, attributes, asDouble: 0.25 }] } },
    ),
  );
  const [group] = decoded.groups;
  expect([decoded.received, decoded.filtered, decoded.rejected.count]).toEqual([4, 0, 0]);
  expect(group?.origin).toEqual({ resource: new Map([["service.name", "gemini-cli"]]), scopeName: "gemini" });
  expect(group?.records).toEqual([
    {
      metric: "latency",
      unit: "ms",
      temporality: "cumulative",
      ...common,
      value: null,
      histogram: {
        count: 3,
        min: 5,
        max: 40,
        buckets: { kind: "explicit", bounds: [10, 20.5], counts: [1, 0, 2] },
      },
    },
    {
      metric: "duration",
      unit: "s",
      temporality: "delta",
      ...common,
      value: null,
      histogram: {
        count: 5,
        min: null,
        max: null,
        buckets: {
          kind: "exponential",
          scale: -1,
          zeroCount: 1,
          zeroThreshold: 0.001,
          offset: -3,
          counts: [1, 0, 2],
        },
      },
    },
    { metric: "usage", unit: "", temporality: "delta", ...common, value: -12, histogram: null },
    { metric: "level", unit: "", temporality: null, ...common, startMs: null, value: 0.25, histogram: null },
  ]);
});

test("data points of every kind of metric are counted, and those that nobody wants are not built", () => {
  const dataPoints = [{ timeUnixNano: START }, { timeUnixNano: END }];
  const kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"];
  const metrics = kinds.map((kind) => ({ name: kind, [kind]: { dataPoints } }));
  expect(decode(request(...metrics), () => false)).toEqual({
    groups: [],
    sources: [{ origin: expect.anything(), received: 10 }],
    received: 10,
    filtered: 10,
    rejected: { count: 0, message: "", byReason: {} },
  });
});

test("a point that says it has no value is passed over", () => {
  const point = { ...TIMES, flags: 1 };
  const decoded = decode(request({ name: "level", gauge: { dataPoints: [point] } }));
  expect([decoded.filtered, decoded.rejected.count]).toEqual([1, 0]);
});

const SOUND = { ...TIMES, count: "2", bucketCounts: ["1", "1"], explicitBounds: [10] };
const EXPONENTIAL = { ...TIMES, count: "1", scale: 3, positive: { offset: 0, bucketCounts: ["1"] } };

test.each([
  ["no time", "histogram", { ...SOUND, timeUnixNano: "0" }],
  ["an end before its start", "histogram", { ...SOUND, startTimeUnixNano: END, timeUnixNano: START }],
  ["buckets that do not add up", "histogram", { ...SOUND, count: "3" }],
  ["too many bounds", "histogram", { ...SOUND, explicitBounds: [10, 20] }],
  [
    "bounds that do not ascend",
    "histogram",
    { ...SOUND, bucketCounts: ["1", "1", "0"], explicitBounds: [20, 10] },
  ],
  [
    "more buckets than any real one",
    "histogram",
    {
      ...SOUND,
      bucketCounts: Array(3000).fill("0"),
      explicitBounds: Array.from({ length: 2999 }, (_, at) => at),
    },
  ],
  ["a scale beyond all numbers", "exponentialHistogram", { ...EXPONENTIAL, scale: 2000 }],
  [
    "an offset beyond all numbers",
    "exponentialHistogram",
    { ...EXPONENTIAL, positive: { offset: 2_000_000_000, bucketCounts: ["1"] } },
  ],
  ["no value", "sum", TIMES],
])("a point with %s is rejected, and the sound one beside it is kept", (_, kind, point) => {
  const sound = kind === "sum" ? { ...TIMES, asInt: "1" } : kind === "histogram" ? SOUND : EXPONENTIAL;
  const decoded = decode(request({ name: "latency", [kind]: { dataPoints: [point, sound] } }));
  expect([decoded.rejected.byReason, decoded.groups[0]?.records.length]).toEqual([{ invalidPoint: 1 }, 1]);
  expect(decoded.rejected.message).toMatch(/^A data point is not valid: /);
});

test("a histogram without buckets still tells how many values there were", () => {
  const [group] = decode(
    request({ name: "latency", histogram: { dataPoints: [{ ...TIMES, count: "4", min: 1, max: 9 }] } }),
  ).groups;
  expect(group?.records[0]?.histogram).toEqual({
    count: 4,
    min: 1,
    max: 9,
    buckets: { kind: "explicit", bounds: [], counts: [4] },
  });
});

test("numbers may be packed or not, and temporality may come after the points and by its name", () => {
  const point = new WireWriter().fixed64(3, BigInt(END)).fixed64(4, 2n);
  for (const count of [1n, 1n]) point.fixed64(6, count);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, 10);
  point.fixed64(7, view.getBigUint64(0));
  const data = new WireWriter().message(1, point).varint(2, 2);
  const metric = new WireWriter().message(9, data).text(1, "latency");
  const body = new WireWriter()
    .message(1, new WireWriter().message(2, new WireWriter().message(2, metric)))
    .finish();
  const json = decodeJsonMetrics(
    bytes({
      resource_metrics: [
        {
          scope_metrics: [
            {
              metrics: [
                {
                  histogram: {
                    data_points: [
                      { time_unix_nano: END, count: 2, bucket_counts: [1, 1], explicit_bounds: [10] },
                    ],
                    aggregation_temporality: "AGGREGATION_TEMPORALITY_CUMULATIVE",
                  },
                  name: "latency",
                },
              ],
            },
          ],
        },
      ],
    }),
    ALL,
  );
  expect(json.groups[0]?.records).toMatchObject([{ metric: "latency", temporality: "cumulative" }]);
  expect(decodeProtobufMetrics(body, ALL)).toEqual(json);
});

test("a body cut at any byte is malformed or, between two whole parts, readable", () => {
  const payload = request(
    { name: "latency", histogram: { aggregationTemporality: 2, dataPoints: [{ ...SOUND, attributes }] } },
    { name: "duration", exponentialHistogram: { aggregationTemporality: 1, dataPoints: [EXPONENTIAL] } },
  );
  const protobuf = encodeOtlp("metrics", payload);
  for (let end = 0; end < protobuf.length; end++) {
    try {
      decodeProtobufMetrics(protobuf.subarray(0, end), ALL);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedBody);
    }
  }
  const json = bytes(payload);
  for (let end = 0; end < json.length; end++) {
    expect(() => decodeJsonMetrics(json.subarray(0, end), ALL)).toThrow(MalformedBody);
  }
});
