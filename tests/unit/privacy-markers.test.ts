import { describe, expect, test, vi } from "vitest";
import type { Observation } from "#lib/domain/observation.ts";
import type { RateLimitReading } from "#lib/domain/rate-limit-reading.ts";
import { observeMetrics, wantsMetric } from "#lib/ingest/metrics/observe-metrics.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { decodeJsonMetrics } from "#lib/ingest/otlp/decode-json-metrics.ts";
import { decodeProtobufLogs, decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import { decodeProtobufMetrics } from "#lib/ingest/otlp/decode-protobuf-metrics.ts";
import type { LogRecord, RecordGroup } from "#lib/ingest/otlp/records.ts";
import { observeRateLimits } from "#lib/ingest/rate-limits/observe-rate-limits.ts";
import { ALL_TELEMETRY, type Telemetry } from "#tests/support/all-telemetry.ts";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import { addAttributes, type Place, plantMarkers } from "#tests/support/plant-markers.ts";

/** As code looks: nothing but its place tells that it is content. */
const TOKEN = "secretMarker_8f3a";
/** As prompts look. */
const PROSE = "please keep secretMarker_8f3a to yourself";
const MARKER = /secretMarker_8f3a/;

/** Attributes that no dialect reads, with the names that content has elsewhere, or has for a name. */
const STRANGERS: readonly Payload[] = [
  "prompt",
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.system_instructions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.prompt.0.content",
  "ai.prompt.messages",
  "ai.response.text",
  "input.value",
  "output.value",
  "exception.stacktrace",
  "error.message.full",
  "process.command_args",
  TOKEN,
].map((key) => ({ key, value: { stringValue: TOKEN } }));

const SIGNALS = ALL_TELEMETRY.filter(({ signal }) => signal !== "metrics");

/** The captures are large, and each of their attributes is tried by itself. */
vi.setConfig({ testTimeout: 60_000 });

/** What is kept of an export, rate-limit readings included. */
type Kept = Observation | RateLimitReading;

const observeAllLogs = (groups: readonly RecordGroup<LogRecord>[]): Kept[] => [
  ...observeLogs(groups),
  ...observeRateLimits(groups),
];

function observeJson(signal: Telemetry["signal"], payload: Payload): Kept[] {
  const body = new TextEncoder().encode(JSON.stringify(payload));
  return signal === "traces"
    ? observeSpans(decodeJsonSpans(body, SELECTION).groups)
    : observeAllLogs(decodeJsonLogs(body, SELECTION).groups);
}

/** The observations from JSON and from protobuf. */
function observe(signal: Telemetry["signal"], payload: Payload): readonly Kept[][] {
  return [
    observeJson(signal, payload),
    signal === "traces"
      ? observeSpans(decodeProtobufSpans(encodeOtlp("traces", payload), SELECTION).groups)
      : observeAllLogs(decodeProtobufLogs(encodeOtlp("logs", payload), SELECTION).groups),
  ];
}

/** A name of a span, an event or a scope, by which dialects know what they read. */
const isName = ({ field, attribute }: Place) =>
  attribute === null && (field === "name" || field === "eventName");

const isListed = ({ attribute, isWhole }: Place) =>
  isWhole && attribute !== null && SELECTION.wantsAttribute(attribute);

describe.each(SIGNALS)("$name", ({ signal, payload }) => {
  const plain = observe(signal, payload);

  test("content in any place that is not on the allow-list changes nothing", () => {
    const planted = plantMarkers(addAttributes(payload, STRANGERS), (place) =>
      isName(place) || isListed(place) ? null : TOKEN,
    );
    expect(JSON.stringify(planted)).toMatch(MARKER);
    expect(observe(signal, planted)).toEqual(plain);
  });

  test("content in the names of spans, events and scopes is not kept", () => {
    for (const content of [TOKEN, PROSE]) {
      const planted = plantMarkers(payload, (place) => (isName(place) ? content : null));
      expect(JSON.stringify(observe(signal, planted))).not.toMatch(MARKER);
    }
  });

  test("prose in an attribute on the allow-list is not kept", () => {
    const everywhere = plantMarkers(payload, () => PROSE);
    expect(JSON.stringify(observe(signal, everywhere))).not.toMatch(MARKER);
    for (const key of listedAttributes(payload)) {
      const planted = plantMarkers(payload, ({ attribute }) => (attribute === key ? PROSE : null));
      expect(JSON.stringify(observeJson(signal, planted))).not.toMatch(MARKER);
    }
  });
});

describe.each(ALL_TELEMETRY.filter((telemetry) => telemetry.signal === "metrics"))("$name", ({ payload }) => {
  const pointsOf = (given: Payload) => [
    observeMetrics(decodeJsonMetrics(new TextEncoder().encode(JSON.stringify(given)), wantsMetric).groups),
    observeMetrics(decodeProtobufMetrics(encodeOtlp("metrics", given), wantsMetric).groups),
  ];

  test("content in any place that is not on the allow-list is not kept", () => {
    const planted = plantMarkers(addAttributes(payload, STRANGERS), (place) =>
      isName(place) || isListed(place) ? null : TOKEN,
    );
    expect(JSON.stringify(planted)).toMatch(MARKER);
    expect(JSON.stringify(pointsOf(planted))).not.toMatch(MARKER);
  });

  test("prose in an attribute on the allow-list, a name or a unit is not kept", () => {
    const places: readonly ((place: Place) => boolean)[] = [
      () => true,
      (place) => !isName(place),
      isName,
      ...listedAttributes(payload).map((key) => (place: Place) => place.attribute === key),
    ];
    for (const isPlace of places) {
      const planted = plantMarkers(payload, (place) => (isPlace(place) ? PROSE : null));
      expect(JSON.stringify(pointsOf(planted))).not.toMatch(MARKER);
    }
  });
});

/** The attributes on the allow-list whose texts are kept: names and ids. A new one is a decision, so it is listed here. */
const KEPT: ReadonlySet<string> = new Set([
  // Models and what they ran on.
  "ai.model.id",
  "ai.model.provider",
  "gen_ai.provider.name",
  "gen_ai.request.model",
  "gen_ai.response.model",
  "gen_ai.system",
  "langfuse.observation.model.name",
  "llm.model_name",
  "llm.provider",
  "llm.system",
  "model",
  "provider_name",
  "openai.request.service_tier",
  "openai.response.service_tier",
  "service_tier",
  "codex.request.reasoning_effort",
  "effort",
  "gen_ai.request.reasoning.level",
  "model_reasoning_effort",
  "reasoning_effort",
  // Limits, as a provider names them; the account is a hash.
  "roundtrip.rate_limit.account",
  "roundtrip.rate_limit.family",
  "roundtrip.rate_limit.family_name",
  "roundtrip.rate_limit.status",
  "roundtrip.throttle.code",
  "roundtrip.throttle.family",
  "roundtrip.server_time_source",
  // Ids of calls, prompts and sessions.
  "roundtrip.call.id",
  "roundtrip.request.id",
  "ai.response.id",
  "ai.telemetry.metadata.sessionId",
  "ai.toolCall.id",
  "call_id",
  "conversation.id",
  "gen_ai.conversation.id",
  "gen_ai.prompt.name",
  "gen_ai.response.id",
  "gen_ai.tool.call.id",
  "gen_ai.tool.call_id",
  "github.copilot.interaction_id",
  "github.copilot.turn_id",
  "langfuse.session.id",
  "prompt.id",
  "prompt_id",
  "qwen-code.prompt_id",
  "request_id",
  "response_id",
  "session.id",
  "tool.call_id",
  "tool_use_id",
  "traceloop.association.properties.session_id",
  // Tools and decisions.
  "ai.toolCall.name",
  "decision",
  "function_name",
  "gen_ai.tool.name",
  "github.copilot.permission.result",
  "roundtrip.approval.decision",
  "source",
  "tool.name",
  "tool_name",
  "traceloop.entity.name",
  // Who and where.
  "ai.telemetry.metadata.userId",
  "app.version",
  "enduser.pseudo.id",
  "github.copilot.git.repository",
  "github.copilot.github.org",
  "langfuse.user.id",
  "metadata.user_api_key_team_alias",
  "metadata.user_api_key_team_id",
  "metadata.user_api_key_user_email",
  "organization.id",
  "roundtrip.client.name",
  "roundtrip.client.version",
  "vcs.repository.name",
  "service.name",
  "service.version",
  "team",
  "team.id",
  "traceloop.association.properties.user_id",
  "user.account_id",
  "user.account_uuid",
  "user.email",
  "user.id",
  "user.name",
  // Classes of errors, named by the client's own code.
  "error.type",
  "exception.type",
]);

test("only names and ids are kept as they are", () => {
  const kept = new Set(
    SIGNALS.flatMap(({ signal, payload }) =>
      listedAttributes(payload).filter((key) => {
        const planted = plantMarkers(payload, ({ attribute }) => (attribute === key ? TOKEN : null));
        return MARKER.test(JSON.stringify(observeJson(signal, planted)));
      }),
    ),
  );
  expect([...kept].filter((key) => !KEPT.has(key)).toSorted()).toEqual([]);
});

test("all clients but those that tell no durations are observed, so that their silence above means something", () => {
  const silent = SIGNALS.filter(({ signal, payload }) =>
    observe(signal, payload).some(({ length }) => length === 0),
  );
  expect(silent.map(({ name }) => name)).toEqual(["cline", "cursor"]);
});

/** The attributes on the allow-list that a payload has a text in. */
function listedAttributes(payload: Payload): string[] {
  const keys = new Set<string>();
  plantMarkers(payload, (place) => {
    if (isListed(place) && place.attribute !== null) keys.add(place.attribute);
    return null;
  });
  return [...keys];
}
