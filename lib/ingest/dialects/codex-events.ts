import { slotStartMs } from "#lib/domain/chunk-instants.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { unixMsFromRfc3339 } from "#lib/domain/time.ts";
import { errorType } from "#lib/ingest/error-type.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import {
  booleanAttribute,
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";
import { codexOriginFacts, codexScope } from "./codex-origin.ts";

/**
 * Codex reports each event as a log record and, where a span is open, once more inside that span, with the same
 * conversation and mostly the same `event.timestamp`: then both are one observation. Now and then the clock ticks
 * between the two, and they are a millisecond apart; assembly takes such twins for one.
 */
interface CodexEvent {
  readonly name: string;
  readonly conversationId: string;
  readonly atMs: number;
  readonly traceId: string | null;
  readonly attributes: Attributes;
  readonly origin: RecordOrigin;
}

/** Where the event came from, beyond its attributes. */
export interface EventContext {
  readonly traceId: string | null;
  /** Unix ms to use when the event carries no timestamp of its own. */
  readonly fallbackMs: number | null;
  readonly origin: RecordOrigin;
}

type Draft = Pick<Observation, "kind"> & {
  readonly startMs?: number | null;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  /** Tells apart events of one name at the same millisecond. */
  readonly discriminator?: string | number | null;
};

/** Attributes that any of the readers below looks at. */
export const CODEX_EVENT_ATTRIBUTES = [
  "event.name",
  "event.timestamp",
  "event.kind",
  "conversation.id",
  "app.version",
  "model",
  "user.email",
  "user.account_id",
  "provider_name",
  "reasoning_effort",
  "duration_ms",
  "http.response.status_code",
  "attempt",
  "error.message",
  "success",
  "auth.connection_reused",
  "input_token_count",
  "output_token_count",
  "cached_token_count",
  "reasoning_token_count",
  "ttft_ms",
  "service_tier",
  "model_reasoning_effort",
  "tool_name",
  "call_id",
  "decision",
  "source",
  "retry.attempt",
  "retry.delay_ms",
  "retry.layer",
  "team.id",
  "team",
  "endpoint",
] as const;

/** Turns one Codex event into observations; none when the event is not about latency or names no conversation. */
export function observeCodexEvent(attributes: Attributes, context: EventContext): Observation[] {
  const name = identifierAttribute(attributes, "event.name");
  const conversationId = identifierAttribute(attributes, "conversation.id");
  const atMs = unixMsFromRfc3339(attributes.get("event.timestamp")) ?? context.fallbackMs;
  if (name === null || conversationId === null || atMs === null) return [];
  const event = { name, conversationId, atMs, traceId: context.traceId, attributes, origin: context.origin };
  if (name === "codex.sse_event") return observeStreamEvent(event);
  const draft = DRAFTS[name]?.(event);
  return draft ? [complete(event, draft)] : [];
}

const DRAFTS: Readonly<Record<string, (event: CodexEvent) => Draft | null>> = {
  "codex.conversation_starts": ({ attributes }) => ({
    kind: "sessionStart",
    facts: {
      provider: identifierAttribute(attributes, "provider_name"),
      reasoningEffort: identifierAttribute(attributes, "reasoning_effort"),
    },
  }),
  "codex.user_prompt": () => ({ kind: "prompt" }),
  "codex.api_request": (event) => (isModelEndpoint(event) ? attempt(event, "sse") : null),
  "codex.websocket_request": (event) => attempt(event, "websocket"),
  "codex.websocket_connect": (event) => ({ ...attempt(event, "websocket"), kind: "connect" }),
  // It stops at the first text, reasoning or tool call, as TTFT does; its duration, from the turn's start, is not TTFT.
  "codex.turn_ttft": () => ({ kind: "firstToken" }),
  "codex.tool_decision": ({ attributes }) => ({
    kind: "approval",
    discriminator: identifierAttribute(attributes, "call_id"),
    facts: {
      tool: identifierAttribute(attributes, "tool_name"),
      callId: identifierAttribute(attributes, "call_id"),
      decision: identifierAttribute(attributes, "decision"),
      decidedBy: identifierAttribute(attributes, "source"),
    },
  }),
  "codex.tool_result": (event) => ({
    kind: "toolCall",
    startMs: startOf(event),
    discriminator: identifierAttribute(event.attributes, "call_id"),
    facts: {
      tool: identifierAttribute(event.attributes, "tool_name"),
      callId: identifierAttribute(event.attributes, "call_id"),
      success: booleanAttribute(event.attributes, "success"),
    },
  }),
  "codex.retry": ({ attributes }) => ({
    kind: "retry",
    discriminator: countAttribute(attributes, "retry.attempt"),
    facts: {
      delayMs: numberAttribute(attributes, "retry.delay_ms"),
      layer: identifierAttribute(attributes, "retry.layer"),
    },
  }),
};

/** Codex reports its other calls (model lists, compaction) by the same event. */
function isModelEndpoint(event: CodexEvent): boolean {
  const endpoint = event.attributes.get("endpoint");
  return (
    endpoint === undefined ||
    (typeof endpoint === "string" && endpoint.replace(/\/$/, "").endsWith("/responses"))
  );
}

/** `duration_ms` of the request events ends at the headers (HTTP), the hand-over of the frame, or the handshake. */
function attempt(event: CodexEvent, transport: "sse" | "websocket"): Draft {
  const statusCode = countAttribute(event.attributes, "http.response.status_code");
  const position = countAttribute(event.attributes, "attempt");
  const failed = booleanAttribute(event.attributes, "success") === false;
  return {
    kind: "request",
    startMs: startOf(event),
    discriminator: position,
    facts: {
      transport,
      statusCode,
      attempt: position,
      connectionReused: booleanAttribute(event.attributes, "auth.connection_reused"),
      errorType: errorOf(event, statusCode) ?? (failed ? "other" : null),
    },
  };
}

/**
 * The events of one response stream. Events that carry tokens are many and only their times matter, so they are
 * kept as instants in slots; the ends of items and of the response are kept one by one.
 */
function observeStreamEvent(event: CodexEvent): Observation[] {
  const kind = identifierAttribute(event.attributes, "event.kind");
  const failure = errorOf(event, null);
  if (countAttribute(event.attributes, "output_token_count") !== null) {
    return [complete(event, { kind: "completion", discriminator: "usage", facts: usage(event.attributes) })];
  }
  if (failure !== null || kind === "response.failed" || kind === "response.incomplete") {
    const facts = { errorType: failure ?? "other" };
    return [complete(event, { kind: "completion", discriminator: "failure", facts })];
  }
  if (kind === "response.completed") return [complete(event, { kind: "completion", discriminator: "end" })];
  if (kind === "response.output_item.added" || kind === "response.output_item.done") {
    const stage = kind === "response.output_item.added" ? "added" : "done";
    return [complete(event, { kind: "item", discriminator: stage, facts: { stage } })];
  }
  const chunkClass = kind === null ? null : classOf(kind);
  return chunkClass === null ? [] : [chunk(event, chunkClass)];
}

/** Tools that the provider runs while the stream stays open. */
const SERVER_TOOL = /^response\.(web_search|file_search|code_interpreter|image_generation|mcp)_call\.\w+$/;

/** Raw reasoning, a summary of it, and visible output are told apart because rates and TTFO differ by it. */
function classOf(kind: string): string | null {
  if (kind === "response.created" || kind === "response.in_progress") return "opened";
  if (SERVER_TOOL.test(kind)) return "serverTool";
  if (!kind.endsWith(".delta")) return null;
  if (kind.startsWith("response.reasoning_summary")) return "reasoningSummary";
  return kind.startsWith("response.reasoning") ? "reasoning" : "output";
}

function chunk(event: CodexEvent, chunkClass: string): Observation {
  const slot = slotStartMs(event);
  return {
    ...complete(event, { kind: "chunks", facts: { class: chunkClass } }),
    key: observationKey("codex", event.conversationId, "chunks", chunkClass, slot),
    instants: [Math.floor(event.atMs - slot)],
  };
}

function usage(attributes: Attributes) {
  return {
    inputTokens: countAttribute(attributes, "input_token_count"),
    cachedInputTokens: countAttribute(attributes, "cached_token_count"),
    outputTokens: countAttribute(attributes, "output_token_count"),
    reasoningTokens: countAttribute(attributes, "reasoning_token_count"),
    // From the start of Codex's reading of the stream, not of the request: named so that nobody takes it for TTFT.
    streamToFirstItemMs: numberAttribute(attributes, "ttft_ms"),
    serviceTier: identifierAttribute(attributes, "service_tier"),
    reasoningEffort: identifierAttribute(attributes, "model_reasoning_effort"),
  };
}

function startOf(event: CodexEvent): number | null {
  const durationMs = numberAttribute(event.attributes, "duration_ms");
  return durationMs === null ? null : event.atMs - durationMs;
}

function errorOf(event: CodexEvent, statusCode: number | null): string | null {
  const message = event.attributes.get("error.message");
  return errorType(statusCode, typeof message === "string" ? message : null);
}

function complete(event: CodexEvent, draft: Draft): Observation {
  const { attributes, conversationId, atMs } = event;
  return {
    key: observationKey("codex", conversationId, event.name, atMs, draft.discriminator ?? null),
    scope: codexScope(conversationId),
    traceId: event.traceId,
    spanId: null,
    parentSpanId: null,
    kind: draft.kind,
    source: "log",
    atMs,
    startMs: draft.startMs ?? null,
    facts: facts({
      ...codexOriginFacts(attributes, event.origin),
      sessionId: conversationId,
      model: identifierAttribute(attributes, "model"),
      person: firstIdentifier(attributes, ["user.email", "user.account_id"]),
      ...draft.facts,
    }),
    instants: null,
  };
}
