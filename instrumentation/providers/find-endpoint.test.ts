import { expect, test } from "vitest";
import { type EndpointOptions, findEndpoint } from "./find-endpoint.ts";
import type { Protocol } from "./model-endpoint.ts";

const find = (method: string, url: string, options?: EndpointOptions) => {
  const { host, pathname, search } = new URL(url);
  return findEndpoint(method, { host, path: pathname + search }, options);
};

const RESPONSES = "openai.responses";
const CHAT = "openai.chat";
const MESSAGES = "anthropic.messages";
const GENERATE = "google.generate";

const CALLS: readonly (readonly [
  url: string,
  provider: string,
  protocol: Protocol,
  model?: string | null,
  streams?: boolean,
])[] = [
  ["https://api.openai.com/v1/responses", "openai", RESPONSES],
  ["https://api.openai.com:443/v1/responses", "openai", RESPONSES],
  ["https://api.openai.com/v1/responses/", "openai", RESPONSES],
  ["https://api.openai.com/v1/responses?include=x", "openai", RESPONSES],
  ["https://api.openai.com/v1/chat/completions", "openai", CHAT],
  ["https://eu.api.openai.com/v1/responses", "openai", RESPONSES],
  ["https://chatgpt.com/backend-api/codex/responses", "openai", RESPONSES],
  ["https://res.openai.azure.com/openai/v1/responses", "azure.ai.openai", RESPONSES],
  [
    "https://res.openai.azure.com/openai/responses?api-version=2025-04-01-preview",
    "azure.ai.openai",
    RESPONSES,
  ],
  [
    "https://res.openai.azure.com/openai/deployments/our%20gpt/chat/completions?api-version=2024-10-21",
    "azure.ai.openai",
    CHAT,
    "our gpt",
  ],
  [
    "https://res.cognitiveservices.azure.com/openai/deployments/gpt/chat/completions",
    "azure.ai.openai",
    CHAT,
    "gpt",
  ],
  [
    "https://res.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview",
    "azure.ai.inference",
    CHAT,
  ],
  ["https://res.services.ai.azure.com/anthropic/v1/messages", "azure.ai.inference", MESSAGES],
  ["https://api.anthropic.com/v1/messages", "anthropic", MESSAGES],
  ["https://api.anthropic.com/v1/messages?beta=true", "anthropic", MESSAGES],
  [
    "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro:streamGenerateContent?alt=sse",
    "gcp.gemini",
    GENERATE,
    "gemini-3.1-pro",
    true,
  ],
  [
    "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro:generateContent",
    "gcp.gemini",
    GENERATE,
    "gemini-3.1-pro",
    false,
  ],
  ["https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", "gcp.gemini", CHAT],
  [
    "https://cloudcode-pa.googleapis.com/v1internal:streamGenerateContent?alt=sse",
    "gcp.gemini",
    GENERATE,
    null,
    true,
  ],
  ["https://cloudcode-pa.googleapis.com/v1internal:generateContent", "gcp.gemini", GENERATE, null, false],
  [
    "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/publishers/google/models/gemini-3-flash:streamGenerateContent?alt=sse",
    "gcp.vertex_ai",
    GENERATE,
    "gemini-3-flash",
    true,
  ],
  [
    "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/models/claude-opus-4-8@20260401:streamRawPredict",
    "gcp.vertex_ai",
    MESSAGES,
    "claude-opus-4-8@20260401",
  ],
  [
    "https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/endpoints/openapi/chat/completions",
    "gcp.vertex_ai",
    CHAT,
  ],
  ["https://api.cerebras.ai/v1/chat/completions", "cerebras", CHAT],
  ["https://api.groq.com/openai/v1/chat/completions", "groq", CHAT],
  ["https://api.groq.com/openai/v1/responses", "groq", RESPONSES],
  ["https://openrouter.ai/api/v1/chat/completions", "openrouter", CHAT],
  ["https://openrouter.ai/api/v1/responses", "openrouter", RESPONSES],
  ["https://openrouter.ai/api/v1/messages", "openrouter", MESSAGES],
  ["https://api.mistral.ai/v1/chat/completions", "mistral_ai", CHAT],
  ["https://api.deepseek.com/chat/completions", "deepseek", CHAT],
  ["https://api.deepseek.com/anthropic/v1/messages", "deepseek", MESSAGES],
  ["https://api.x.ai/v1/responses", "x_ai", RESPONSES],
  ["https://api.perplexity.ai/chat/completions", "perplexity", CHAT],
  ["https://api.together.xyz/v1/chat/completions", "together", CHAT],
  ["https://api.fireworks.ai/inference/v1/chat/completions", "fireworks", CHAT],
  ["https://models.github.ai/inference/chat/completions", "github", CHAT],
  ["https://models.github.ai/orgs/acme/inference/chat/completions", "github", CHAT],
  ["https://api.individual.githubcopilot.com/chat/completions", "github_copilot", CHAT],
  ["https://api.githubcopilot.com/v1/messages", "github_copilot", MESSAGES],
  ["https://api.business.githubcopilot.com/responses", "github_copilot", RESPONSES],
  ["https://api.moonshot.ai/v1/chat/completions", "moonshot_ai", CHAT],
  ["https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions", "alibaba", CHAT],
  ["https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions", "alibaba", CHAT],
  ["https://api.sambanova.ai/v1/chat/completions", "sambanova", CHAT],
  ["https://api.cohere.com/compatibility/v1/chat/completions", "cohere", CHAT],
  ["https://inference.do-ai.run/v1/chat/completions", "digitalocean", CHAT],
  ["https://router.huggingface.co/v1/chat/completions", "huggingface", CHAT],
];

for (const [url, provider, protocol, model = null, streams = null] of CALLS) {
  test(`a POST to ${url} is a call of ${provider} by ${protocol}`, () => {
    expect(find("POST", url)).toEqual({
      provider,
      protocol,
      operation: protocol === GENERATE ? "generate_content" : "chat",
      model,
      streams,
    });
  });
}

const NO_CALLS: readonly (readonly [method: string, url: string])[] = [
  ["GET", "https://api.openai.com/v1/models"],
  ["GET", "https://api.openai.com/v1/responses/resp_1"],
  ["GET", "https://api.openai.com/v1/chat/completions"],
  ["DELETE", "https://api.openai.com/v1/responses"],
  ["OPTIONS", "https://api.openai.com/v1/responses"],
  ["POST", "https://api.openai.com/v1/responses/resp_1/cancel"],
  ["POST", "https://api.openai.com/v1/responses/input_tokens"],
  ["POST", "https://api.openai.com/v1/embeddings"],
  ["POST", "https://api.openai.com/v1/files"],
  ["POST", "https://api.openai.com/v1/batches"],
  ["POST", "https://api.openai.com/v1/threads/thread_1/messages"],
  ["POST", "https://api.openai.com/v1/files?purpose=/responses"],
  ["GET", "https://chatgpt.com/backend-api/wham/usage"],
  ["POST", "https://chatgpt.com/backend-api/conversation"],
  ["POST", "https://api.anthropic.com/v1/messages/count_tokens"],
  ["POST", "https://api.anthropic.com/v1/messages/batches"],
  ["GET", "https://api.anthropic.com/v1/messages"],
  ["POST", "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro:countTokens"],
  ["POST", "https://generativelanguage.googleapis.com/v1beta/models/gemini-embedding:embedContent"],
  ["GET", "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro:generateContent"],
  ["POST", "https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist"],
  ["POST", "https://cloudcode-pa.googleapis.com/v1internal:retrieveUserQuota"],
  ["POST", "https://example.com/v1/chat/completions"],
  ["POST", "https://api.openai.com.example.com/v1/responses"],
  ["POST", "https://notapi.openai.com/v1/responses"],
  ["POST", "https://openai.azure.com.example.com/v1/responses"],
  ["POST", "http://localhost:8080/v1/chat/completions"],
  ["POST", "http://constructor/v1/chat/completions"],
];

for (const [method, url] of NO_CALLS) {
  test(`a ${method} to ${url} is no call of a model`, () => {
    expect(find(method, url)).toBeNull();
  });
}

test("a WebSocket's handshake is a GET, and only Responses are spoken over one", () => {
  expect(find("GET", "https://api.openai.com/v1/responses")?.protocol).toBe(RESPONSES);
  expect(find("GET", "https://chatgpt.com/backend-api/codex/responses")?.protocol).toBe(RESPONSES);
});

test("other hosts are known by configuration, with their port or without it, whatever their case", () => {
  const options = { compatible: { "localhost:8080": "vllm", "llm.example.com": "ours", "[::1]": "six" } };
  const providerOf = (url: string) => find("POST", url, options)?.provider ?? null;
  expect(providerOf("http://localhost:8080/v1/chat/completions")).toBe("vllm");
  expect(providerOf("http://localhost:8081/v1/chat/completions")).toBeNull();
  expect(providerOf("https://LLM.example.com/v1/responses")).toBe("ours");
  expect(providerOf("https://llm.example.com:8443/anthropic/v1/messages")).toBe("ours");
  expect(providerOf("http://[::1]:9000/v1/chat/completions")).toBe("six");
  expect(providerOf("http://[::1]/v1/chat/completions")).toBe("six");
  expect(findEndpoint("POST", { host: "LLM.Example.com", path: "/v1/responses" }, options)?.provider).toBe(
    "ours",
  );
});

test("a configured name comes before the known one", () => {
  const options = { compatible: { "api.openai.com": "our_gateway" } };
  expect(find("POST", "https://api.openai.com/v1/responses", options)?.provider).toBe("our_gateway");
});

test("a model's name that is wrongly encoded stays as it is", () => {
  const path = "/openai/deployments/100%/chat/completions";
  expect(findEndpoint("POST", { host: "res.openai.azure.com", path })?.model).toBe("100%");
});
