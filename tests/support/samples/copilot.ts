import { logs, type SampleOrigin, span, traces } from "#tests/support/sample-export.ts";

const CHAT: SampleOrigin = {
  resource: { "service.name": "copilot-chat", "service.version": "0.42.0", "session.id": "window-7" },
  scope: "copilot-chat",
  traceId: "c0910700000000000000000000000001",
};

/** Copilot Chat in VS Code: one request of a developer, two model calls, one tool. Content capture is on. */
export const copilotChat = traces(CHAT, [
  span(
    "invoke_agent GitHub Copilot Chat",
    0,
    5000,
    {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "GitHub Copilot Chat",
      "gen_ai.conversation.id": "conv-copilot",
      "copilot_chat.turn_count": 2,
      "copilot_chat.user_request": "please fix the login form",
      "github.copilot.git.repository": "octo/shop",
      "github.copilot.github.org": "octo",
      "github.copilot.agent.type": "builtin",
      "gen_ai.usage.input_tokens": 5000,
      "gen_ai.usage.output_tokens": 260,
      "user.name": "dev",
    },
    {
      children: [
        span("chat gpt-5.3-codex", 100, 2100, {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "github",
          "gen_ai.request.model": "gpt-5.3-codex",
          "gen_ai.response.model": "gpt-5.3-codex-2026-02-05",
          "gen_ai.response.id": "resp_copilot_1",
          "gen_ai.response.finish_reasons": ["tool_calls"],
          "gen_ai.conversation.id": "conv-copilot",
          "gen_ai.request.stream": true,
          "gen_ai.usage.input_tokens": 2000,
          "gen_ai.usage.output_tokens": 161,
          "gen_ai.usage.cache_read.input_tokens": 1500,
          "gen_ai.usage.cache_creation.input_tokens": 0,
          "gen_ai.usage.reasoning.output_tokens": 60,
          "gen_ai.usage.reasoning_tokens": 60,
          "gen_ai.response.time_to_first_chunk": 0.45,
          "copilot_chat.time_to_first_token": 450,
          "copilot_chat.chat_session_id": "chat-session-1",
          "copilot_chat.fetcher": "electron-fetch",
          "copilot_chat.api_type": "responses",
          "gen_ai.input.messages": '[{"role":"user","parts":[{"content":"please fix the login form"}]}]',
          "gen_ai.output.messages": '[{"role":"assistant"}]',
          "copilot_chat.reasoning_content": "the developer wants the form fixed",
        }),
        span("execute_tool readFile", 2200, 2700, {
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": "readFile",
          "gen_ai.tool.call.id": "call_1",
          "gen_ai.tool.call.arguments": '{"path":"/home/dev/login.tsx"}',
          "gen_ai.tool.call.result": "export function Login() {}",
        }),
        span("chat gpt-5.3-codex", 2800, 4900, {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "github",
          "gen_ai.request.model": "gpt-5.3-codex",
          "gen_ai.response.id": "resp_copilot_2",
          "gen_ai.conversation.id": "conv-copilot",
          "gen_ai.usage.input_tokens": 3000,
          "gen_ai.usage.output_tokens": 99,
          "copilot_chat.time_to_first_token": 600,
          "copilot_chat.canceled": true,
        }),
      ],
    },
  ),
]);

/** What it logs beside: content-bearing events about the same calls, without a duration. */
export const copilotChatEvents = logs(CHAT, [
  {
    atMs: 2103,
    eventName: "gen_ai.client.inference.operation.details",
    body: "GenAI inference: please fix the login form",
    spanNumber: 1,
    attributes: {
      "event.name": "gen_ai.client.inference.operation.details",
      "gen_ai.operation.name": "chat",
      "gen_ai.response.id": "resp_copilot_1",
      "gen_ai.usage.input_tokens": 2000,
      "openai.response.service_tier": "priority",
      "gen_ai.input.messages": '[{"role":"user","parts":[{"content":"please fix the login form"}]}]',
    },
  },
  {
    atMs: 2705,
    eventName: "copilot_chat.tool.call",
    body: "copilot_chat.tool.call: readFile",
    spanNumber: 3,
    attributes: { "event.name": "copilot_chat.tool.call", duration_ms: 500, success: true },
  },
]);

/** Copilot CLI 1.0.9x: traces and metrics only. The older chunk attribute on the first call. */
export const copilotCli = traces(
  {
    resource: { "service.name": "github-copilot", "service.version": "1.0.95" },
    scope: "github.copilot",
    traceId: "c0910700000000000000000000000002",
  },
  [
    span(
      "invoke_agent",
      0,
      9000,
      {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.conversation.id": "conv-cli",
        "enduser.pseudo.id": "0a1b2c",
        "github.copilot.turn_count": 2,
      },
      {
        children: [
          span(
            "chat gpt-5.6-sol",
            50,
            4150,
            {
              "gen_ai.operation.name": "chat",
              "gen_ai.provider.name": "openai",
              "gen_ai.request.model": "gpt-5.6-sol",
              "gen_ai.response.id": "resp_cli_1",
              "gen_ai.request.stream": true,
              "gen_ai.request.reasoning.level": "high",
              "gen_ai.usage.input_tokens": 12000,
              "gen_ai.usage.cache_read.input_tokens": 9000,
              "gen_ai.usage.cache_write.input_tokens": 100,
              "gen_ai.usage.output_tokens": 400,
              "gen_ai.usage.reasoning.output_tokens": 300,
              "github.copilot.time_to_first_chunk": 3.841682,
              "github.copilot.server_duration": 4089.0,
              "github.copilot.cost": 1,
              "github.copilot.interaction_id": "int-1",
            },
            {
              events: [
                ["github.copilot.session.usage_info", 4140, { "github.copilot.token_limit": 128_000 }],
              ],
            },
          ),
          span("execute_tool bash", 4200, 8000, {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": "bash",
            "gen_ai.tool.call.id": "call_9",
            "process.exit.code": 0,
            "github.copilot.tool.parameters.command": "npm test --silent",
          }),
          span("permission", 4200, 6200, {
            "gen_ai.tool.call.id": "call_9",
            "github.copilot.permission.result": "approved",
          }),
          span(
            "chat gpt-5.6-sol",
            8050,
            8100,
            {
              "gen_ai.operation.name": "chat",
              "gen_ai.provider.name": "openai",
              "gen_ai.request.model": "gpt-5.6-sol",
              "error.type": "rate_limit_exceeded",
              "http.response.status_code": 429,
            },
            {
              failed: "You have used all your requests",
              events: [
                [
                  "exception",
                  8100,
                  { "exception.type": "CAPIError", "exception.message": "429 for the prompt about tests" },
                ],
              ],
            },
          ),
        ],
      },
    ),
  ],
);
