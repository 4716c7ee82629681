import { ATTR_SERVICE_NAME, ATTR_TEAM_ID, ATTR_USER_EMAIL } from "#instrumentation/semconv.ts";
import { likenessTraces, responseTrace } from "#lib/domain/claim-exchanges.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { unixMsFromRfc3339 } from "#lib/domain/time.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import type { Dialect } from "./dialect.ts";

type Draft = Pick<Observation, "kind"> & {
  /** The trace that it tells of; when left out a span's own, null for logs. */
  readonly traceId?: string;
  /** What tells this record from others of its kind in the session. */
  readonly identity: readonly (string | number | null)[];
  /** Unix ms; a log's time or a span's end when left out. */
  readonly atMs?: number;
  readonly startMs?: number | null;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
};

/**
 * Gemini CLI, checked against 0.61: logs, traces, and both at once. Each try of a call is a call of its own here, not
 * always announced, and a prompt ends with a call that is not tried again. Nothing says when the first token came. Its `service.version` is that of Node, so the client's is unknown. Its logs
 * have a twin in the GenAI conventions for each response, of which only the response's id is new.
 */
export const geminiCli: Dialect = {
  name: "gemini-cli",
  attributes: new Set([
    "event.name",
    "event.timestamp",
    "session.id",
    "prompt_id",
    "model",
    "model_name",
    "role",
    "duration_ms",
    "duration",
    "input_token_count",
    "cached_content_token_count",
    "output_token_count",
    "thoughts_token_count",
    "status_code",
    "http.status_code",
    "error.message",
    "error.type",
    "error_type",
    "delay_ms",
    "attempt",
    "function_name",
    "success",
    "content_length",
    "gen_ai.conversation.id",
    "gen_ai.request.model",
    "gen_ai.prompt.name",
    "gen_ai.usage.input_tokens",
    "gen_ai.tool.name",
    "gen_ai.tool.call_id",
    "gen_ai.response.id",
    ATTR_USER_EMAIL,
    ATTR_TEAM_ID,
    "team",
    "department",
  ]),
  recognises: ({ resource }) => resource.get(ATTR_SERVICE_NAME) === "gemini-cli",
  wantsSpan: (name) => Object.hasOwn(SPANS, name),
  observeSpan: (span, origin) => {
    const sessionId =
      identifierAttribute(span.attributes, "gen_ai.conversation.id") ??
      identifierAttribute(origin.resource, "session.id");
    const drafts = sessionId === null ? [] : (SPANS[span.name]?.(span, sessionId) ?? []);
    return drafts.map((draft) => ({
      ...complete(sessionId ?? "", span.attributes, origin, draft, span.endMs),
      // The prompt is the turn's, whichever span tells of it, and a likeness is no span's.
      ...(draft.kind === "prompt" || draft.kind === "response"
        ? {}
        : { spanId: span.spanId, parentSpanId: span.parentSpanId }),
      traceId: draft.traceId ?? span.traceId,
      source: "span",
    }));
  },
  observeLog: (log, origin) => {
    const sessionId =
      identifierAttribute(log.attributes, "session.id") ?? identifierAttribute(origin.resource, "session.id");
    const atMs = unixMsFromRfc3339(log.attributes.get("event.timestamp")) ?? log.timeMs ?? log.observedMs;
    const name = identifierAttribute(log.attributes, "event.name") ?? "";
    if (sessionId === null || atMs === null || !Object.hasOwn(LOGS, name)) return [];
    const draft = LOGS[name]?.(log, atMs);
    return draft ? [complete(sessionId, log.attributes, origin, draft, atMs)] : [];
  },
};

const LOGS: Readonly<Record<string, (log: LogRecord, atMs: number) => Draft | null>> = {
  "gemini_cli.user_prompt": ({ attributes }, atMs) => ({
    kind: "prompt",
    identity: [identifierAttribute(attributes, "prompt_id") ?? atMs],
  }),
  "gemini_cli.api_response": (log, atMs) => modelCallLog(log, atMs, null),
  "gemini_cli.api_error": (log, atMs) => modelCallLog(log, atMs, failureOf(log.attributes)),
  "gemini_cli.network_retry_attempt": ({ attributes }, atMs) => ({
    kind: "retry",
    identity: [atMs, countAttribute(attributes, "attempt")],
    facts: {
      requestedModel: identifierAttribute(attributes, "model"),
      delayMs: numberAttribute(attributes, "delay_ms"),
    },
  }),
  "gemini_cli.tool_call": toolCallLog,
  "gen_ai.client.inference.operation.details": ({ attributes }) => {
    const responseId = identifierAttribute(attributes, "gen_ai.response.id");
    return responseId === null
      ? null
      : { kind: "response", identity: [responseId], traceId: responseTrace(responseId) };
  },
};

const SPANS: Readonly<Record<string, (span: SpanRecord, sessionId: string) => readonly Draft[]>> = {
  llm_call: modelCallSpan,
  tool_call: (span) => [
    {
      kind: "toolCall",
      identity: [span.traceId, span.spanId],
      startMs: span.startMs,
      facts: {
        // The log's duration begins when the tool was scheduled, and so holds the waiting for a decision.
        covers: "running",
        callId: identifierAttribute(span.attributes, "gen_ai.tool.call_id"),
        tool: identifierAttribute(span.attributes, "gen_ai.tool.name"),
        success: span.failed ? false : null,
      },
    },
  ],
};

function modelCallLog({ attributes }: LogRecord, atMs: number, failure: string | null): Draft {
  const durationMs = numberAttribute(attributes, "duration_ms") ?? numberAttribute(attributes, "duration");
  const candidates = countAttribute(attributes, "output_token_count");
  const thoughts = countAttribute(attributes, "thoughts_token_count");
  const inputTokens = countAttribute(attributes, "input_token_count");
  return {
    kind: "modelCall",
    identity: [atMs, durationMs, promptOf(attributes), inputTokens, candidates],
    startMs: durationMs === null ? null : atMs - durationMs,
    facts: {
      provider: "google",
      // The one that answered, which an alias in the request may not name.
      model: firstIdentifier(attributes, ["model", "model_name"]),
      promptId: promptOf(attributes),
      retriesOnly: true,
      transport: attributes.get("role") === "main" ? "sse" : null,
      inputTokens,
      cachedInputTokens: countAttribute(attributes, "cached_content_token_count"),
      outputTokens: candidates === null ? null : candidates + (thoughts ?? 0),
      reasoningTokens: thoughts,
      statusCode: statusOf(attributes),
      errorType: failure,
    },
  };
}

function modelCallSpan(span: SpanRecord, sessionId: string): Draft[] {
  const promptId = promptOf(span.attributes);
  const inputTokens = countAttribute(span.attributes, "gen_ai.usage.input_tokens");
  const call: Draft = {
    kind: "modelCall",
    identity: [span.traceId, span.spanId],
    startMs: span.startMs,
    facts: {
      provider: "google",
      requestedModel: identifierAttribute(span.attributes, "gen_ai.request.model"),
      promptId,
      retriesOnly: true,
      inputTokens,
      // Its output tokens leave thoughts out, and nothing in the span says how many there were.
      failed: span.failed || null,
    },
  };
  // A span names no response: a call that was measured at the wire can be known only by what it was like.
  const likenesses = likenessTraces("gemini-cli", inputTokens, span.startMs).map(
    (traceId): Draft => ({ kind: "response", identity: [span.traceId, span.spanId, traceId], traceId }),
  );
  return promptId !== null && isOfDeveloper(promptId, sessionId)
    ? [call, ...likenesses, { kind: "prompt", identity: [promptId], atMs: span.startMs }]
    : [call, ...likenesses];
}

function promptOf(attributes: Attributes): string | null {
  return firstIdentifier(attributes, ["prompt_id", "gen_ai.prompt.name"]);
}

/** Subagents and utilities name their prompts after the session too, but with a name and not a number behind it. */
function isOfDeveloper(promptId: string, sessionId: string): boolean {
  return promptId.startsWith(sessionId) && /^(#+\d+)?$/.test(promptId.slice(sessionId.length));
}

/** No call id; two calls of one tool that ended together differ at least in their result's length. */
function toolCallLog({ attributes }: LogRecord, atMs: number): Draft {
  const durationMs = numberAttribute(attributes, "duration_ms");
  const tool = identifierAttribute(attributes, "function_name");
  return {
    kind: "toolCall",
    identity: [tool, atMs, durationMs, countAttribute(attributes, "content_length")],
    startMs: durationMs === null ? null : atMs - durationMs,
    facts: { tool, success: booleanAttribute(attributes, "success") },
  };
}

function statusOf(attributes: Attributes): number | null {
  return countAttribute(attributes, "status_code") ?? countAttribute(attributes, "http.status_code");
}

function failureOf(attributes: Attributes): string {
  const message =
    attributes.get("error.message") ?? firstIdentifier(attributes, ["error.type", "error_type"]);
  return errorType(statusOf(attributes), typeof message === "string" ? message : null) ?? "other";
}

function complete(
  sessionId: string,
  attributes: Attributes,
  origin: RecordOrigin,
  draft: Draft,
  atMs: number,
): Observation {
  const anywhere = (...keys: string[]) =>
    firstIdentifier(origin.resource, keys) ?? firstIdentifier(attributes, keys);
  return {
    key: observationKey("gemini-cli", sessionId, draft.kind, ...draft.identity),
    scope: `gemini-cli/${sessionId}`,
    traceId: draft.traceId ?? null,
    spanId: null,
    parentSpanId: null,
    kind: draft.kind,
    source: "log",
    atMs: draft.atMs ?? atMs,
    startMs: draft.startMs ?? null,
    facts: facts({
      client: "gemini-cli",
      sessionId,
      person: anywhere(ATTR_USER_EMAIL),
      team: anywhere(ATTR_TEAM_ID, "team", "department"),
      ...draft.facts,
    }),
    instants: null,
  };
}
