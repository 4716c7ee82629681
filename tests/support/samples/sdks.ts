import { type SampleOrigin, span, traces } from "#tests/support/sample-export.ts";

const origin = (number: number, scope: string, service = "my-agent"): SampleOrigin => ({
  resource: { "service.name": service, "telemetry.sdk.name": "opentelemetry" },
  scope,
  traceId: `5d60000000000000000000000000000${number}`,
});

/** OpenLLMetry in Python: a decorated workflow, a streamed call in older words, a tool. */
export const openLlmetry = traces(origin(1, "opentelemetry.instrumentation.openai.v1"), [
  span(
    "review.workflow",
    0,
    3000,
    {
      "traceloop.span.kind": "workflow",
      "traceloop.workflow.name": "review",
      "traceloop.entity.input": '{"args":["review my secret code"]}',
      "traceloop.association.properties.session_id": "traceloop-session",
      "traceloop.association.properties.user_id": "dev-7",
    },
    {
      children: [
        span(
          "openai.chat",
          100,
          2100,
          {
            "llm.request.type": "chat",
            "llm.is_streaming": "True",
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-5.3-codex",
            "gen_ai.response.id": "chatcmpl-1",
            "gen_ai.usage.prompt_tokens": 500,
            "gen_ai.usage.completion_tokens": 41,
            "llm.usage.total_tokens": 541,
            "gen_ai.usage.cache_read_input_tokens": 256,
            "gen_ai.prompt.0.content": "review my secret code",
            "gen_ai.completion.0.content": "it is fine code",
            "traceloop.association.properties.session_id": "traceloop-session",
          },
          {
            events: [
              ["llm.content.completion.chunk", 500],
              ["llm.content.completion.chunk", 900],
              ["llm.content.completion.chunk", 1300],
              ["llm.content.completion.chunk", 2100],
            ],
          },
        ),
        span("lint.tool", 2200, 2600, {
          "traceloop.span.kind": "tool",
          "traceloop.entity.name": "lint",
          "traceloop.entity.output": '"3 warnings in login.tsx"',
        }),
      ],
    },
  ),
]);

/** OpenInference: values of inputs and outputs on the span, the first chunk as an event. */
export const openInference = traces(origin(2, "openinference.instrumentation.openai"), [
  span(
    "Agent",
    0,
    2600,
    { "openinference.span.kind": "AGENT", "session.id": "oi-session", "user.id": "dev" },
    {
      children: [
        span(
          "ChatCompletion",
          100,
          1900,
          {
            "openinference.span.kind": "LLM",
            "llm.system": "openai",
            "llm.provider": "openai",
            "llm.model_name": "gpt-5.3-codex",
            "llm.token_count.prompt": 800,
            "llm.token_count.prompt_details.cache_read": 512,
            "llm.token_count.completion": 120,
            "llm.token_count.completion_details.reasoning": 64,
            "llm.token_count.total": 920,
            "llm.input_messages.0.message.content": "say something nice",
            "output.value": "something nice",
            metadata: '{"customer":"a customer"}',
          },
          { events: [["First Token Stream Event", 480.25]] },
        ),
        span("search", 2000, 2400, {
          "openinference.span.kind": "TOOL",
          "tool.name": "search",
          "tool.parameters": '{"query":"something nice"}',
        }),
      ],
    },
  ),
]);

/** LiteLLM as a gateway: its own request, the call, and the raw request to the provider within it. */
export const liteLlm = traces(origin(3, "litellm", "litellm"), [
  span(
    "Received Proxy Server Request",
    0,
    1300,
    { "http.route": "/chat/completions" },
    {
      children: [
        span(
          "litellm_request",
          20,
          1220,
          {
            "gen_ai.operation.name": "acompletion",
            "llm.request.type": "acompletion",
            "llm.is_streaming": "True",
            "gen_ai.system": "openai",
            "gen_ai.request.model": "gpt-5.3-codex",
            "gen_ai.response.id": "chatcmpl-lite",
            "gen_ai.usage.input_tokens": 300,
            "gen_ai.usage.output_tokens": 60,
            "gen_ai.usage.total_tokens": 360,
            "metadata.user_api_key_alias": "a key of the payments team",
            "metadata.user_api_key_team_id": "payments",
            "metadata.user_api_key_user_email": "dev@example.com",
            "gen_ai.input.messages": '[{"role":"user","content":"tell me a secret"}]',
            hidden_params: '{"api_base":"https://internal.example.com"}',
          },
          {
            children: [
              span("raw_gen_ai_request", 40, 1210, {
                "llm.openai.messages": "[{'role': 'user', 'content': 'tell me a secret'}]",
                "llm.openai.id": "chatcmpl-lite",
              }),
            ],
          },
        ),
      ],
    },
  ),
]);

/** Langfuse's SDK: structured values are JSON texts, a lone timestamp too. */
export const langfuse = traces(origin(4, "langfuse-sdk"), [
  span(
    "a trace named by the developer",
    0,
    2500,
    {
      "langfuse.observation.type": "agent",
      "langfuse.trace.name": "a trace named by the developer",
      "langfuse.session.id": "lf-session",
      "langfuse.user.id": "dev",
      "langfuse.trace.input": '"write a test"',
    },
    {
      children: [
        span("generation", 100, 2100, {
          "langfuse.observation.type": "generation",
          "langfuse.observation.model.name": "gpt-5.3-codex",
          "langfuse.observation.completion_start_time": '"2026-11-22T09:00:00.350Z"',
          "langfuse.observation.usage_details":
            '{"input":200,"input_cached_tokens":300,"output":90,"output_reasoning_tokens":10,"total":600}',
          "langfuse.observation.cost_details": '{"total":0.01}',
          "langfuse.observation.input": '[{"role":"user","content":"write a test"}]',
          "langfuse.observation.output": '"a test"',
          "langfuse.observation.level": "DEFAULT",
        }),
        span("run the tests", 2150, 2400, {
          "langfuse.observation.type": "tool",
          "langfuse.observation.input": '{"command":"npm test"}',
          "langfuse.observation.level": "ERROR",
          "langfuse.observation.status_message": "2 tests failed in login.test.tsx",
        }),
      ],
    },
  ),
]);

/** OpenLIT: the time to the first token is taken in the client, under a server's name. */
export const openLit = traces(origin(5, "openlit.otel.tracing"), [
  span("chat gpt-5.3-codex", 0, 1600, {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5.3-codex",
    "gen_ai.request.is_stream": true,
    "gen_ai.server.time_to_first_token": 0.35,
    "gen_ai.server.time_per_output_token": 0.012,
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 101,
    "gen_ai.content.prompt": "a prompt",
  }),
  span("chat gpt-5.3-codex", 1700, 2700, {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5.3-codex",
    "gen_ai.request.is_stream": false,
    "gen_ai.server.time_to_first_token": 1,
    "gen_ai.usage.output_tokens": 50,
  }),
]);
