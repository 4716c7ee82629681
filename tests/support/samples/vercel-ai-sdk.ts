import { type SampleOrigin, span, traces } from "#tests/support/sample-export.ts";

const OPENCODE: SampleOrigin = {
  resource: {
    "service.name": "opencode",
    "service.version": "1.4.0",
    "opencode.client": "tui",
    "service.instance.id": "instance-1",
  },
  scope: "ai",
  traceId: "0bec0de0000000000000000000000001",
};

/** opencode: the AI SDK's legacy spans within Effect's own. The parent repeats what the call used. */
export const opencode = traces(OPENCODE, [
  span(
    "SessionProcessor.process",
    0,
    3000,
    { "effect.path": "/home/dev/shop" },
    {
      children: [
        span(
          "ai.streamText",
          10,
          2900,
          {
            "operation.name": "ai.streamText",
            "ai.operationId": "ai.streamText",
            "ai.model.id": "gpt-5.3-codex",
            "ai.model.provider": "openai.responses",
            "ai.telemetry.metadata.sessionId": "ses_1",
            "ai.telemetry.metadata.userId": "unknown",
            "ai.prompt": '{"messages":[{"role":"user","content":"rename the button"}]}',
            "ai.usage.inputTokens": 900,
            "ai.usage.outputTokens": 201,
            "ai.response.text": "I renamed the button",
          },
          {
            children: [
              span(
                "ai.streamText.doStream",
                20,
                2400,
                {
                  "operation.name": "ai.streamText.doStream",
                  "ai.operationId": "ai.streamText.doStream",
                  "ai.model.id": "gpt-5.3-codex",
                  "ai.model.provider": "openai.responses",
                  "ai.telemetry.metadata.sessionId": "ses_1",
                  "ai.telemetry.metadata.userId": "unknown",
                  "ai.prompt.messages": '[{"role":"user","content":"rename the button"}]',
                  "ai.response.msToFirstChunk": 380.5,
                  "ai.response.msToFinish": 2380,
                  "ai.response.avgOutputTokensPerSecond": 84.45,
                  "ai.response.text": "I renamed the button",
                  "ai.response.id": "resp_oc_1",
                  "ai.usage.inputTokens": 900,
                  "ai.usage.cachedInputTokens": 640,
                  "ai.usage.inputTokenDetails.noCacheTokens": 260,
                  "ai.usage.inputTokenDetails.cacheReadTokens": 640,
                  "ai.usage.outputTokens": 201,
                  "ai.usage.reasoningTokens": 0,
                  "ai.usage.totalTokens": 1101,
                  "gen_ai.system": "openai.responses",
                  "gen_ai.request.model": "gpt-5.3-codex",
                  "gen_ai.response.id": "resp_oc_1",
                  "gen_ai.response.model": "gpt-5.3-codex-2026-02-05",
                  "gen_ai.response.finish_reasons": ["tool-calls"],
                  "gen_ai.usage.input_tokens": 900,
                  "gen_ai.usage.output_tokens": 201,
                },
                { events: [["ai.stream.firstChunk", 400.5, { "ai.response.msToFirstChunk": 380.5 }]] },
              ),
              span("ai.toolCall", 2450, 2850, {
                "operation.name": "ai.toolCall",
                "ai.operationId": "ai.toolCall",
                "ai.toolCall.name": "edit",
                "ai.toolCall.id": "toolu_1",
                "ai.toolCall.args": '{"file":"button.tsx","text":"rename the button"}',
              }),
            ],
          },
        ),
      ],
    },
  ),
]);

/** Any application on version 5 with Anthropic: not streamed, input without what was cached, then an abort. */
export const vercelAiSdk5 = traces(
  {
    resource: { "service.name": "my-agent", "service.version": "2.0.0" },
    scope: "ai",
    traceId: "0bec0de0000000000000000000000002",
  },
  [
    span(
      "ai.generateText",
      0,
      4000,
      { "ai.operationId": "ai.generateText", "ai.usage.outputTokens": 80 },
      {
        children: [
          span("ai.generateText.doGenerate", 5, 2005, {
            "ai.operationId": "ai.generateText.doGenerate",
            "ai.model.id": "claude-sonnet-4-5",
            "ai.model.provider": "anthropic.messages",
            "ai.response.id": "msg_1",
            "ai.response.text": "a poem about buttons",
            "ai.usage.promptTokens": 12,
            "ai.usage.cachedInputTokens": 4000,
            "ai.usage.completionTokens": 80,
          }),
          span(
            "ai.generateText.doGenerate",
            2010,
            3900,
            {
              "ai.operationId": "ai.generateText.doGenerate",
              "ai.model.id": "claude-sonnet-4-5",
              "ai.model.provider": "anthropic.messages",
            },
            {
              failed: "This operation was aborted while writing a poem",
              events: [
                [
                  "exception",
                  3900,
                  { "exception.type": "AbortError", "exception.message": "aborted while writing a poem" },
                ],
              ],
            },
          ),
        ],
      },
    ),
  ],
);

/** Version 7 in its GenAI mode: durations are attributes in seconds. */
export const vercelAiSdk7 = traces(
  {
    resource: { "service.name": "my-agent", "service.version": "3.0.0" },
    scope: "gen_ai",
    traceId: "0bec0de0000000000000000000000003",
  },
  [
    span(
      "invoke_agent writer",
      0,
      2500,
      {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "writer",
      },
      {
        children: [
          span(
            "step 0",
            5,
            2450,
            { "gen_ai.operation.name": "agent_step" },
            {
              children: [
                span("chat claude-sonnet-5", 10, 1810, {
                  "gen_ai.operation.name": "chat",
                  "gen_ai.provider.name": "anthropic",
                  "gen_ai.request.model": "claude-sonnet-5",
                  "gen_ai.response.id": "msg_7",
                  "gen_ai.client.operation.duration": 1.8,
                  "gen_ai.client.operation.time_to_first_chunk": 0.3,
                  "gen_ai.client.operation.time_per_output_chunk": 0.01,
                  "gen_ai.usage.input_tokens": 28_466,
                  "gen_ai.usage.cache_read.input_tokens": 22_041,
                  "gen_ai.usage.cache_creation.input_tokens": 6422,
                  "gen_ai.usage.output_tokens": 121,
                  "ai.settings.context.customer": "a customer's name",
                }),
                span("execute_tool search", 1850, 2400, {
                  "gen_ai.operation.name": "execute_tool",
                  "gen_ai.tool.name": "search",
                  "gen_ai.tool.call.id": "toolu_7",
                  "gen_ai.execute_tool.duration": 0.55,
                }),
              ],
            },
          ),
        ],
      },
    ),
  ],
);
