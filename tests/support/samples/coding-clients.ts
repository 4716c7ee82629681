import { logs, span, traces } from "#tests/support/sample-export.ts";

/** Goose: spans by `tracing`; finish reasons as a JSON text. */
export const goose = traces(
  {
    resource: {
      "service.name": "goose",
      "service.namespace": "goose",
      "service.version": "1.9.0",
      "host.name": "laptop-of-dev",
      "user.name": "dev",
    },
    scope: "goose",
    traceId: "60053000000000000000000000000001",
  },
  [
    span(
      "reply",
      0,
      6000,
      { "session.id": "20261122_1", user_message: "explain this module" },
      {
        children: [
          span(
            "stream_response_from_provider",
            100,
            3100,
            {
              "session.id": "20261122_1",
              "gen_ai.operation.name": "chat",
              "gen_ai.provider.name": "anthropic",
              "gen_ai.request.model": "claude-sonnet-5",
              "gen_ai.request.stream": true,
              "gen_ai.response.model": "claude-sonnet-5",
              "gen_ai.response.id": "msg_goose_1",
              "gen_ai.response.finish_reasons": '["tool_use"]',
              "gen_ai.usage.input_tokens": 8000,
              "gen_ai.usage.cache_read.input_tokens": 7000,
              "gen_ai.usage.cache_creation.input_tokens": 500,
              "gen_ai.usage.output_tokens": 150,
              "code.filepath": "crates/goose/src/agents/reply_parts.rs",
            },
            {
              events: [
                ["WAITING_LLM_STREAM_START", 101],
                ["WAITING_LLM_STREAM_END", 900],
              ],
            },
          ),
          span("dispatch_tool_call", 3200, 4200, {
            "session.id": "20261122_1",
            "gen_ai.tool.name": "developer__shell",
            "gen_ai.tool.call.id": "toolu_goose",
            input: '{"command":"cat secret.txt"}',
          }),
        ],
      },
    ),
  ],
);

/** Factory droid with OTEL_TELEMETRY_FORMAT=genai. */
export const droid = traces(
  {
    resource: { "service.name": "cli", "service.version": "0.30.0" },
    scope: "droid",
    traceId: "d401d000000000000000000000000001",
  },
  [
    span("chat glm-5", 0, 1500, {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "factory",
      "gen_ai.request.model": "glm-5",
      "gen_ai.usage.input_tokens": 700,
      "gen_ai.usage.output_tokens": 60,
      "session.id": "droid-session",
      "user.id": "user_1",
      "organization.id": "org_1",
    }),
    span("droid.message.user", 0, 0, { "droid.message.content": "what is in this repository" }),
  ],
);

const CLINE = {
  ulid: "01JCLINE",
  sessionId: "session-1",
  provider: "anthropic",
  model: "claude-sonnet-5",
  distinct_id: "machine-1",
  extension_version: "4.1.0",
} as const;

/** Cline: the body names the event. No record says when a response ended. */
export const cline = logs(
  {
    resource: { "service.name": "cline" },
    scope: "cline",
    traceId: "c11e0000000000000000000000000001",
  },
  [
    { atMs: 0, body: "task.created", attributes: { ...CLINE, apiProvider: "anthropic" } },
    { atMs: 10, body: "task.conversation_turn", attributes: { ...CLINE, source: "user", mode: "act" } },
    {
      atMs: 20,
      body: "task.provider_request_started",
      attributes: { ...CLINE, iteration: 1, phase: "request", durationMs: 4 },
    },
    {
      atMs: 700,
      body: "task.first_chunk_received",
      attributes: { ...CLINE, iteration: 1, phase: "stream", durationMs: 684, eventType: "text" },
    },
    {
      atMs: 2100,
      body: "task.tokens",
      attributes: { ...CLINE, tokensIn: 20, tokensOut: 300, cacheReadTokens: 9000, totalCost: 0.02 },
    },
    {
      atMs: 2200,
      body: "task.provider_api_error",
      attributes: { ...CLINE, errorMessage: "overloaded while reading login.tsx", errorStatus: 529 },
    },
    {
      atMs: 2300,
      body: "task.tool_used",
      attributes: { ...CLINE, tool: "read_file", autoApproved: true, success: true },
    },
    { atMs: 2400, body: "task.completed", attributes: { ...CLINE, durationMs: 2390 } },
  ],
);

/** Cursor's server-side export: tokens, but neither a duration nor a first token. */
export const cursor = logs(
  {
    resource: {
      "service.name": "cursor",
      "cursor.team.id": 42,
      "cursor.surface": "desktop",
      "cursor.user.email": "dev@example.com",
    },
    scope: "cursor.telemetry",
    traceId: "c0450400000000000000000000000001",
  },
  [
    {
      atMs: 0,
      eventName: "cursor.api.request",
      body: "api_request",
      attributes: {
        "event.name": "cursor.api.request",
        "cursor.event.id": "evt_1",
        "cursor.request.id": "req_1",
        "cursor.conversation.id": "conv_1",
        "cursor.model.name": "composer-2",
        "cursor.api.request.input_tokens": 3000,
        "cursor.api.request.output_tokens": 120,
        "cursor.api.request.cache_read_tokens": 2000,
      },
    },
    {
      atMs: 5,
      eventName: "cursor.hook.execution_complete",
      body: "hook_execution_complete",
      attributes: { "cursor.hook.name": "lint everything", "cursor.hook.duration_ms": 40 },
    },
  ],
);
