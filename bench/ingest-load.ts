import { randomBytes } from "node:crypto";
import { LOGS, TRACES } from "./otlp-definitions.ts";

/** One export request, ready to be sent, and how many round trips it tells of. */
export interface LoadRequest {
  readonly path: "/v1/traces" | "/v1/logs";
  readonly body: Uint8Array;
  readonly roundTrips: number;
  readonly records: number;
}

export const ROUND_TRIPS_PER_TURN = 3;

type Value = string | number;

const nano = (ms: number): string => `${Math.round(ms * 1000)}000`;

function attributes(values: Readonly<Record<string, Value>>) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : Number.isInteger(value)
          ? { intValue: value }
          : { doubleValue: value },
  }));
}

/** Turns as an SDK with the GenAI conventions tells them: an agent, three calls, two tools each. */
export function genAiRequest(turns: number, startMs: number): LoadRequest {
  const spans = Array.from({ length: turns }, (_, turn) => genAiTurn(startMs + turn * 20_000)).flat();
  const resource = { attributes: attributes({ "service.name": "agent", "service.version": "1.4.2" }) };
  const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "agent.sdk" }, spans }] }] };
  return {
    path: "/v1/traces",
    body: TRACES.encode(TRACES.fromObject(body)).finish(),
    roundTrips: turns * ROUND_TRIPS_PER_TURN,
    records: spans.length,
  };
}

function genAiTurn(startMs: number) {
  const traceId = randomBytes(16);
  const root = randomBytes(8);
  const conversation = {
    "gen_ai.conversation.id": randomBytes(16).toString("hex"),
    "user.id": "ada@example.org",
  };
  const span = (name: string, fromMs: number, ms: number, values: Readonly<Record<string, Value>>) => ({
    traceId,
    spanId: randomBytes(8),
    parentSpanId: root,
    name,
    kind: 3,
    startTimeUnixNano: nano(fromMs),
    endTimeUnixNano: nano(fromMs + ms),
    attributes: attributes({ ...values, ...conversation }),
    flags: 257,
  });
  const steps = Array.from({ length: ROUND_TRIPS_PER_TURN }, (_, step) => {
    const fromMs = startMs + step * 5_000;
    const call = span("chat gpt-5.3-codex", fromMs, 2_400, {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5.3-codex",
      "gen_ai.response.model": "gpt-5.3-codex-2026-02-05",
      "gen_ai.response.id": `resp_${randomBytes(16).toString("hex")}`,
      "gen_ai.response.time_to_first_chunk": 0.41 + step / 100,
      "gen_ai.usage.input_tokens": 12_000 + step,
      "gen_ai.usage.cache_read.input_tokens": 9_000,
      "gen_ai.usage.output_tokens": 180,
      "gen_ai.usage.reasoning.output_tokens": 60,
      "server.address": "api.openai.com",
      "server.port": 443,
    });
    const tool = span("execute_tool shell", fromMs + 2_500, 1_200, {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "shell",
      "gen_ai.tool.call.id": `call_${randomBytes(12).toString("hex")}`,
      "gen_ai.tool.type": "function",
    });
    return step < ROUND_TRIPS_PER_TURN - 1 ? [call, tool] : [call];
  }).flat();
  const agent = span("invoke_agent coder", startMs, 14_000, { "gen_ai.operation.name": "invoke_agent" });
  return [...steps, { ...agent, spanId: root, parentSpanId: new Uint8Array() }];
}

/** Turns as Codex's logs tell them over WebSocket: a prompt, three requests with their usage, two tools. */
export function codexRequest(turns: number, startMs: number): LoadRequest {
  const conversations = Array.from({ length: turns }, () => randomBytes(16).toString("hex"));
  const logRecords = conversations.flatMap((id, turn) => codexTurn(id, startMs + turn * 20_000));
  const resource = { attributes: attributes({ "service.name": "codex_exec", "service.version": "0.169.0" }) };
  const body = {
    resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "codex_otel.log_only" }, logRecords }] }],
  };
  return {
    path: "/v1/logs",
    body: LOGS.encode(LOGS.fromObject(body)).finish(),
    roundTrips: turns * ROUND_TRIPS_PER_TURN,
    records: logRecords.length,
  };
}

function codexTurn(conversationId: string, startMs: number) {
  const log = (name: string, atMs: number, values: Readonly<Record<string, Value>>) => ({
    observedTimeUnixNano: nano(atMs),
    attributes: attributes({
      "event.name": name,
      "event.timestamp": new Date(atMs).toISOString(),
      "conversation.id": conversationId,
      "app.version": "0.169.0",
      auth_mode: "ApiKey",
      originator: "codex_exec",
      "user.email": "ada@example.org",
      "terminal.type": "xterm-256color",
      model: "gpt-5.3-codex-spark",
      slug: "gpt-5.3-codex-spark",
      ...values,
    }),
  });
  const steps = Array.from({ length: ROUND_TRIPS_PER_TURN }, (_, step) => {
    const fromMs = startMs + 20 + step * 5_000;
    const callId = `call_${conversationId}_${step}`;
    const exchange = [
      log("codex.websocket_request", fromMs, { duration_ms: "1", success: "true" }),
      log("codex.sse_event", fromMs + 2_400, {
        "event.kind": "response.completed",
        input_token_count: "12000",
        output_token_count: "180",
        cached_token_count: "9000",
        reasoning_token_count: "60",
        tool_token_count: "0",
      }),
    ];
    const tool = { tool_name: "exec_command", call_id: callId };
    return step === ROUND_TRIPS_PER_TURN - 1
      ? exchange
      : [
          ...exchange,
          log("codex.tool_decision", fromMs + 2_500, { ...tool, decision: "approved", source: "config" }),
          log("codex.tool_result", fromMs + 3_900, {
            ...tool,
            duration_ms: "1400",
            success: "true",
            output: "x".repeat(120),
          }),
        ];
  }).flat();
  return [log("codex.user_prompt", startMs, { prompt_length: "48", prompt: "[REDACTED]" }), ...steps];
}
