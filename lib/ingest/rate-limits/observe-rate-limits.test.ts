import { expect, test } from "vitest";
import { INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import type { AttributeValue, LogRecord } from "#lib/ingest/otlp/records.ts";
import { observeRateLimits } from "./observe-rate-limits.ts";

const HEARD = {
  "gen_ai.provider.name": "openai",
  "gen_ai.conversation.id": "s1",
  "roundtrip.rate_limit.account": "3f9a",
  "roundtrip.rate_limit.family": "codex",
  "roundtrip.rate_limit.window_minutes": 300,
  "roundtrip.rate_limit.window_kind": "fixed",
  "roundtrip.rate_limit.unit": "percent",
  "roundtrip.rate_limit.used_fraction": 0.125,
  "roundtrip.rate_limit.resets_at_ms": 1_795_328_324_000,
  "roundtrip.rate_limit.binding": false,
  "roundtrip.rate_limit.source": "header",
  "roundtrip.rate_limit.raw": "x-codex-primary-used-percent: 12.5",
} as const;

const T0 = Date.UTC(2026, 10, 25);

function readingsOf(attributes: Readonly<Record<string, AttributeValue>>, scopeName = INSTRUMENTATION_SCOPE) {
  const log: LogRecord = {
    timeMs: T0,
    observedMs: T0 + 1,
    eventName: "roundtrip.rate_limit",
    traceId: null,
    spanId: null,
    attributes: new Map(Object.entries(attributes)),
  };
  return observeRateLimits([{ origin: { resource: new Map(), scopeName }, records: [log, log] }]);
}

test("a reading is read whole, and once however often it comes", () => {
  expect(readingsOf(HEARD)).toEqual([
    {
      id: expect.any(String),
      provider: "openai",
      account: "3f9a",
      family: "codex",
      familyName: null,
      windowMinutes: 300,
      windowKind: "fixed",
      unit: "percent",
      limit: null,
      remaining: null,
      usedFraction: 0.125,
      resetsAtMs: 1_795_328_324_000,
      status: null,
      isBinding: false,
      source: "header",
      sessionId: "s1",
      raw: "x-codex-primary-used-percent: 12.5",
      observedAtMs: T0,
    },
  ]);
});

test("other values are another reading", () => {
  const [a] = readingsOf(HEARD);
  const [b] = readingsOf({ ...HEARD, "roundtrip.rate_limit.used_fraction": 0.13 });
  expect(a?.id).not.toBe(b?.id);
});

test.each([
  ["without a bucket", { "roundtrip.rate_limit.family": "two words" }],
  ["of an unknown unit", { "roundtrip.rate_limit.unit": "prompts" }],
  ["of an unknown source", { "roundtrip.rate_limit.source": "hearsay" }],
])("a reading %s is none", (_, changed) => {
  expect(readingsOf({ ...HEARD, ...changed })).toEqual([]);
});

test("a reading that says nothing about the bucket is none", () => {
  const {
    "roundtrip.rate_limit.used_fraction": _,
    "roundtrip.rate_limit.resets_at_ms": __,
    ...empty
  } = HEARD;
  expect(readingsOf(empty)).toEqual([]);
});

test("what others send under the same name is not read", () => {
  expect(readingsOf(HEARD, "another-library")).toEqual([]);
});

test("a name for people is kept when it looks like a product's", () => {
  const named = (name: string) =>
    readingsOf({ ...HEARD, "roundtrip.rate_limit.family_name": name })[0]?.familyName;
  expect(named("GPT-5.3-Codex-Spark")).toBe("GPT-5.3-Codex-Spark");
  expect(named("please keep this to yourself")).toBeNull();
});
