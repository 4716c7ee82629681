import { INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import type { AttributeValue, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { assembleAll, type CapturedRecord, captureRecords, observeRecords } from "./captures.ts";
import { T0 } from "./codex-session.ts";

type Values = Readonly<Record<string, AttributeValue | null>>;

/** Who measured, and how a span says to whom it belongs. */
export interface WireSender {
  readonly resource: Readonly<Record<string, string>>;
  /** Attributes of every span. */
  readonly attributes?: Values;
}

/** One attempt at the wire; times in Unix ms and ms. */
export interface WireSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string | null;
  readonly attributes?: Values;
}

let spansMade = 0;

/** The span of an attempt as the collector decodes it: complete, streamed and without an error unless told otherwise. */
export function wireRecord(sender: WireSender, span: WireSpan): CapturedRecord {
  spansMade += 1;
  const number = spansMade.toString(16);
  const values: Values = {
    "gen_ai.operation.name": "chat",
    "roundtrip.call.id": `call-${number}`,
    "roundtrip.outcome": "complete",
    "roundtrip.transport": "sse",
    "http.response.status_code": 200,
    ...sender.attributes,
    ...span.attributes,
  };
  const record: SpanRecord = {
    traceId: span.traceId ?? number.padStart(32, "e"),
    spanId: span.spanId ?? number.padStart(16, "e"),
    parentSpanId: span.parentSpanId ?? null,
    name: "chat",
    startMs: span.startMs,
    endMs: span.endMs,
    attributes: new Map(
      Object.entries(values).filter((entry): entry is [string, AttributeValue] => entry[1] !== null),
    ),
    events: [],
    failed: values["roundtrip.outcome"] === "failed",
  };
  const origin: RecordOrigin = {
    resource: new Map(Object.entries(sender.resource)),
    scopeName: INSTRUMENTATION_SCOPE,
  };
  return { signal: "traces", origin, record };
}

/** A tap that some client goes through. */
export function tapped(clientName: string, sessionId: string | null): WireSender {
  return {
    resource: { "service.name": "roundtrip-tap", "service.version": "0.0.0" },
    attributes: { "roundtrip.client.name": clientName, "gen_ai.conversation.id": sessionId },
  };
}

/** The session of a Codex that goes through a tap in tests. */
export const SESSION = "0199aaaa-0000-7000-8000-000000000001";

const codexTap = tapped("codex_exec", SESSION);

/** One attempt of it, or of another sender, in ms after T0. */
export const attempt = (startMs: number, endMs: number, more: Partial<WireSpan> = {}, sender = codexTap) =>
  wireRecord(sender, { ...more, startMs: T0 + startMs, endMs: T0 + endMs });

/** One that was refused as too fast. */
export const refused = (startMs: number, endMs: number, callId: string, sender = codexTap) =>
  attempt(
    startMs,
    endMs,
    {
      attributes: {
        "roundtrip.call.id": callId,
        "roundtrip.outcome": "rateLimited",
        "http.response.status_code": 429,
        "error.type": "rate_limit_exceeded",
      },
    },
    sender,
  );

/** What the provider of a capture did, for each of its two round trips: moments in ms from the start at the wire. */
const TRUTHS = {
  "codex-sse": { headersMs: 12, firstTokenMs: 312, provider: "openai", model: "gpt-5.3-codex-spark" },
  "codex-websocket": { headersMs: 1, firstTokenMs: 121, provider: "openai", model: "gpt-5.3-codex-spark" },
  "claude-code": { headersMs: 4, firstTokenMs: 254, provider: "anthropic", model: "claude-opus-5-5" },
  "gemini-cli": { headersMs: 3, firstTokenMs: 203, provider: "gcp.gemini", model: "gemini-2.5-pro" },
  "qwen-code": { headersMs: 3, firstTokenMs: 410, provider: "openai", model: "qwen3-coder-plus" },
} as const;

export type WireCapture = keyof typeof TRUTHS;

/** How the spans of a capture's wire find their client: a session in the headers, its trace, its own spans, or the response's id. */
export type Carrier = "session" | "trace" | "span" | "response";

/** The spans that the wire would have told of a capture, warm-ups included. */
export function wireOfCapture(name: WireCapture, sender: WireSender, carrier: Carrier): CapturedRecord[] {
  const observations = observeRecords(captureRecords(name));
  const { roundTrips, warmUps } = assembleAll(observations);
  const truth = TRUTHS[name];
  const transport = name === "codex-websocket" ? "websocket" : "sse";
  const shared = {
    "gen_ai.provider.name": truth.provider,
    "gen_ai.request.model": truth.model,
    "roundtrip.transport": transport,
  };
  const spans = observations.filter(({ traceId, spanId }) => traceId !== null && spanId !== null);
  const placeOf = (startMs: number, endMs: number) => {
    if (carrier === "session" || carrier === "response") return {};
    const call = spans.find(
      (span) =>
        span.kind === "modelCall" && Math.abs((span.startMs ?? 0) - startMs) < 5 && span.atMs >= endMs - 5,
    );
    const traceId = call?.traceId ?? observations.find(({ kind }) => kind === "prompt")?.traceId;
    return {
      ...(traceId == null ? {} : { traceId }),
      ...(carrier === "span" && call ? { parentSpanId: call.spanId } : {}),
    };
  };
  return [
    ...roundTrips.map((roundTrip, index) => {
      const startMs = roundTrip.startedAtMs + 1.25;
      const endMs = Math.max(roundTrip.startedAtMs + roundTrip.e2eMs - 0.5, startMs + truth.firstTokenMs + 1);
      return wireRecord(sender, {
        startMs,
        endMs,
        ...placeOf(startMs, endMs),
        attributes: {
          ...shared,
          "roundtrip.headers_ms": transport === "websocket" ? null : truth.headersMs,
          "roundtrip.first_event_ms": truth.headersMs + 1,
          "roundtrip.first_token_ms": truth.firstTokenMs,
          // A reasoning item that ends is the first token of these answers; the output comes at once behind it.
          "roundtrip.first_output_ms": truth.firstTokenMs + 0.25,
          "roundtrip.last_token_ms": truth.firstTokenMs + 0.5,
          "roundtrip.token_events": 1,
          "roundtrip.connection.reused": index > 0,
          "roundtrip.connection.connect_ms": index > 0 ? null : 0.4,
          "roundtrip.request.id": name === "claude-code" ? `req_${index + 1}` : null,
          "gen_ai.response.id": carrier === "response" ? responseIdOf(index) : null,
          "gen_ai.usage.input_tokens": roundTrip.inputTokens,
          "gen_ai.usage.output_tokens": roundTrip.outputTokens,
        },
      });
    }),
    ...warmUps.map((warmUp) =>
      wireRecord(sender, {
        startMs: warmUp.startedAtMs + 0.5,
        endMs: warmUp.startedAtMs + (warmUp.e2eMs ?? 0),
        ...placeOf(warmUp.startedAtMs, warmUp.startedAtMs),
        attributes: { ...shared, "roundtrip.warm_up": true, "roundtrip.connection.reused": false },
      }),
    ),
  ];
}

/** The session of a capture, as its client names it. */
export function sessionOfCapture(name: WireCapture): string {
  const [scope = ""] = observeRecords(captureRecords(name)).flatMap(({ scope }) => scope ?? []);
  return scope.slice(scope.indexOf("/") + 1);
}

const responseIdOf = (index: number): string => `response-${index + 1}`;

/** The same records with an id for each response, all of which had one in the capture, as the wire is made to tell them. */
export function withResponseIds(records: readonly CapturedRecord[]): CapturedRecord[] {
  let named = 0;
  return records.map((captured) => {
    if (captured.signal !== "logs" || !captured.record.attributes.has("gen_ai.response.id")) return captured;
    const attributes = new Map(captured.record.attributes).set("gen_ai.response.id", responseIdOf(named));
    named += 1;
    return { ...captured, record: { ...captured.record, attributes } };
  });
}
