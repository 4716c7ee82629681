import type { ModelEndpoint, Protocol } from "./model-endpoint.ts";

/** Which other hosts speak one of the known protocols. */
export interface EndpointOptions {
  /** Provider names by host, or by host and port. */
  readonly compatible?: Readonly<Record<string, string>>;
}

/** Where a request goes, as its URL says. */
export interface Address {
  /** With the port where the URL has one. */
  readonly host: string;
  /** With the query. */
  readonly path: string;
}

/** Well-known values of `gen_ai.provider.name` where there is one, else the provider's own name. */
const HOSTS: ReadonlyMap<string, string> = new Map([
  ["api.openai.com", "openai"],
  ["chatgpt.com", "openai"],
  ["api.anthropic.com", "anthropic"],
  ["generativelanguage.googleapis.com", "gcp.gemini"],
  ["cloudcode-pa.googleapis.com", "gcp.gemini"],
  ["api.cerebras.ai", "cerebras"],
  ["api.groq.com", "groq"],
  ["openrouter.ai", "openrouter"],
  ["api.mistral.ai", "mistral_ai"],
  ["codestral.mistral.ai", "mistral_ai"],
  ["api.deepseek.com", "deepseek"],
  ["api.x.ai", "x_ai"],
  ["api.perplexity.ai", "perplexity"],
  ["api.together.xyz", "together"],
  ["api.together.ai", "together"],
  ["api.fireworks.ai", "fireworks"],
  ["models.github.ai", "github"],
  ["models.inference.ai.azure.com", "github"],
  ["api.githubcopilot.com", "github_copilot"],
  ["api.individual.githubcopilot.com", "github_copilot"],
  ["api.business.githubcopilot.com", "github_copilot"],
  ["api.enterprise.githubcopilot.com", "github_copilot"],
  ["api.moonshot.ai", "moonshot_ai"],
  ["dashscope.aliyuncs.com", "alibaba"],
  ["dashscope-intl.aliyuncs.com", "alibaba"],
  ["api.sambanova.ai", "sambanova"],
  ["api.cohere.com", "cohere"],
  ["inference.do-ai.run", "digitalocean"],
  ["router.huggingface.co", "huggingface"],
]);

const HOST_ENDINGS: readonly (readonly [ending: string, provider: string])[] = [
  // OpenAI's regions.
  [".api.openai.com", "openai"],
  [".openai.azure.com", "azure.ai.openai"],
  [".services.ai.azure.com", "azure.ai.inference"],
  [".cognitiveservices.azure.com", "azure.ai.openai"],
  ["aiplatform.googleapis.com", "gcp.vertex_ai"],
];

/** Paths at which a model is called; everything else (models, files, token counts, embeddings) is not. */
const PATHS: readonly (readonly [path: RegExp, protocol: Protocol])[] = [
  [/\/responses\/?$/, "openai.responses"],
  [/\/chat\/completions\/?$/, "openai.chat"],
  // Not a message of a thread.
  [/\/v1\/messages\/?$/, "anthropic.messages"],
  [/:(?:stream)?(?:generateContent|rawPredict|GenerateContent|RawPredict)$/, "google.generate"],
];

/** The model call that a request makes, by its method, host and path; null when it makes none that is known. */
export function findEndpoint(
  method: string,
  { host, path }: Address,
  { compatible = {} }: EndpointOptions = {},
): ModelEndpoint | null {
  // A WebSocket's handshake is a GET.
  if (method !== "POST" && method !== "GET") return null;
  const end = path.search(/[?#]/);
  const bare = end === -1 ? path : path.slice(0, end);
  const found = PATHS.find(([pattern]) => pattern.test(bare));
  if (found === undefined) return null;
  const provider = providerOf(host, compatible);
  if (provider === null) return null;
  let [, protocol] = found;
  if (/rawPredict$/i.test(bare)) protocol = "anthropic.messages";
  if (method === "GET" && protocol !== "openai.responses") return null;
  const model = modelOf(bare);
  const isGoogle = protocol === "google.generate";
  return {
    provider,
    protocol,
    operation: isGoogle ? "generate_content" : "chat",
    model,
    streams: isGoogle || model !== null ? streamsOf(bare, isGoogle) : null,
  };
}

function providerOf(host: string, compatible: Readonly<Record<string, string>>): string | null {
  const name = host.toLowerCase();
  const colon = name.lastIndexOf(":");
  const withoutPort = colon > name.lastIndexOf("]") ? name.slice(0, colon) : name;
  const configured = [name, withoutPort].find((key) => Object.hasOwn(compatible, key));
  return (
    compatible[configured ?? ""] ??
    HOSTS.get(withoutPort) ??
    HOST_ENDINGS.find(([ending]) => withoutPort.endsWith(ending))?.[1] ??
    null
  );
}

function modelOf(path: string): string | null {
  const [, before, within] = /\/(?:models\/([^/:]+):|deployments\/([^/:]+)\/)/.exec(path) ?? [];
  const named = before ?? within;
  return named === undefined ? null : decoded(named);
}

function streamsOf(path: string, isGoogle: boolean): boolean | null {
  return isGoogle ? /:stream/.test(path) : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
