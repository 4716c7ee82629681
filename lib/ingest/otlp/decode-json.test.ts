import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeJsonLogs, decodeJsonSpans } from "./decode-json.ts";
import { MalformedBody } from "./malformed-body.ts";
import type { Selection } from "./records.ts";

const EVERYTHING: Selection = { wantsSpan: () => true, wantsAttribute: () => true };
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const SPAN_ID = "b7ad6b7169203331";
const END = "1795327382362500000";

const GOOD_SPAN = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  name: "chat",
  startTimeUnixNano: "1795327382362250000",
  endTimeUnixNano: END,
};

function traces(...spans: unknown[]): unknown {
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

function json(payload: unknown): Uint8Array {
  return new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload));
}

test("JSON is read with snake_case names, upper-case ids, numbers as strings, null as absent and unknown fields", () => {
  const loose = {
    resource_spans: [
      {
        resource: { attributes: null },
        entity_refs: [],
        scope_spans: [
          {
            scope: null,
            spans: [
              {
                trace_id: TRACE_ID.toUpperCase(),
                span_id: SPAN_ID.toUpperCase(),
                parent_span_id: null,
                name: "chat",
                start_time_unix_nano: 1_792_000_000_000_000_000,
                end_time_unix_nano: END,
                status: { code: "STATUS_CODE_ERROR" },
                attributes: [
                  { key: "int", value: { int_value: 7 } },
                  { key: "double", value: { doubleValue: "2.5e-1", stringValue: null } },
                ],
              },
            ],
          },
        ],
      },
    ],
  };
  expect(decodeJsonSpans(json(loose), EVERYTHING).groups[0]?.records).toEqual([
    {
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      parentSpanId: null,
      name: "chat",
      startMs: 1_792_000_000_000,
      endMs: 1795327382362.5,
      attributes: new Map([
        ["int", 7],
        ["double", 0.25],
      ]),
      events: [],
      failed: true,
    },
  ]);
});

test("a lone surrogate, which only JSON can carry, becomes a replacement character", () => {
  const body = json(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"eventName":"a\\ud800b"}]}]}]}`);
  expect(decodeJsonLogs(body, EVERYTHING).groups[0]?.records[0]?.eventName).toBe("a\ufffdb");
});

test.each([
  ["a number", 7],
  ["text", "chat"],
  ["a name that is no string", { ...GOOD_SPAN, name: 7 }],
  ["attributes that are no array", { ...GOOD_SPAN, attributes: {} }],
  ["an event that is no object", { ...GOOD_SPAN, events: [7] }],
])("one span of the wrong JSON shape (%s) is rejected and the good one kept", (_what, bad) => {
  const decoded = decodeJsonSpans(json(traces(bad, GOOD_SPAN)), EVERYTHING);
  const message = "A record does not have the shape of its OTLP type.";
  expect(decoded.rejected).toEqual({ count: 1, message, byReason: { invalidRecord: 1 } });
  expect(decoded.groups[0]?.records.length).toBe(1);
});

test.each([
  ["nothing", "", "The body is not valid JSON."],
  ["half an object", '{"resourceSpans":[', "The body is not valid JSON."],
  ["an array", "[]", "The JSON body is not an object."],
  ["null", "null", "The JSON body is not an object."],
  ["resources that are no array", '{"resourceSpans":{}}', "In the JSON body, resourceSpans is not an array."],
  [
    "a resource that is no object",
    '{"resourceSpans":[7]}',
    "In the JSON body, an element of resourceSpans is not an object.",
  ],
  [
    "spans that are no array",
    '{"resourceSpans":[{"scopeSpans":[{"spans":1}]}]}',
    "In the JSON body, spans is not an array.",
  ],
  ["a million nested arrays", `{"a":${"[".repeat(1_000_000)}`, "The JSON body nests deeper than 100 levels."],
  [
    "too many objects in one resource",
    `{"resourceSpans":[{"resource":{"a":[${"{},".repeat(1_400_000)}{}]}}]}`,
    "One value in the JSON body holds more than 1000000 objects and arrays.",
  ],
  ["text after its end", "{} {}", "The body is not valid JSON."],
  ["a comma too many", '{"resourceSpans":[],}', "The body is not valid JSON."],
  ["a number with a leading zero", '{"a":01}', "The body is not valid JSON."],
  ["a line break in a string", '{"a":"\n"}', "The body is not valid JSON."],
  ["an unknown escape", '{"a":"\\x"}', "The body is not valid JSON."],
])("JSON that holds %s is malformed, and the sentence says so", (_what, body, message) => {
  expect(() => decodeJsonSpans(json(body), EVERYTHING)).toThrow(new MalformedBody(message));
});

test("a resource or scope that follows its records still holds for them", () => {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "codex" } }] };
  const body = json({
    resourceSpans: [{ scopeSpans: [{ spans: [GOOD_SPAN], scope: { name: "late" } }], resource }],
  });
  expect(
    decodeJsonSpans(body, EVERYTHING).groups.map(({ origin, records }) => [origin, records.length]),
  ).toEqual([[{ resource: new Map([["service.name", "codex"]]), scopeName: "late" }, 1]]);
});

test("what is passed over is valid JSON exactly when JSON.parse says so", () => {
  const text = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ...'0123456789eE+-.,:{}[]"\\/untfal \n\t'))
    .map(
      ([value, at, other]) =>
        value.slice(0, at % (value.length + 1)) + other + value.slice((at % (value.length + 1)) + 1),
    );
  const isValid = (read: () => unknown) => {
    try {
      read();
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(fc.oneof(fc.json(), text), (value) => {
      const body = `{"other":${value}}`;
      const isParsed = isValid(() => JSON.parse(body));
      expect(isValid(() => decodeJsonSpans(json(body), EVERYTHING))).toBe(isParsed);
    }),
    { numRuns: 2000 },
  );
});

test("JSON in another encoding than UTF-8 is malformed", () => {
  const body = Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  expect(() => decodeJsonSpans(body, EVERYTHING)).toThrow(
    new MalformedBody("The JSON body is not valid UTF-8."),
  );
});
