/** Who asks: `fetch` itself, or the openai package in one of its two ways. */
export type Caller = "fetch" | "chat" | "responses";

/** Starts a call whose answer streams; the body bytes of `fetch`, the events of the openai package. */
export type OpenAnswer = (base: string, signal?: AbortSignal) => Promise<AsyncIterable<unknown>>;

interface Client {
  readonly chat: { readonly completions: { create: Create } };
  readonly responses: { create: Create };
}
type Create = (body: object, options: object) => Promise<AsyncIterable<unknown>>;

const BODY = { model: "made-up", stream: true };
const MESSAGES = [{ role: "user", content: "say hi" }];

/** `require` finds the openai package that is measured; a peer must have been started before. */
export function callsOf(caller: Caller, require: NodeJS.Require): OpenAnswer {
  if (caller === "fetch") return openByFetch;
  const OpenAI = require("openai").OpenAI as new (options: object) => Client;
  const clients = new Map<string, Client>();
  return (baseURL, signal) => {
    const client = clients.get(baseURL) ?? new OpenAI({ apiKey: "made-up", baseURL });
    clients.set(baseURL, client);
    const options = signal === undefined ? {} : { signal };
    return caller === "chat"
      ? client.chat.completions.create({ ...BODY, messages: MESSAGES }, options)
      : client.responses.create({ ...BODY, input: "say hi" }, options);
  };
}

async function openByFetch(base: string, signal?: AbortSignal): Promise<AsyncIterable<unknown>> {
  const answer = await fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer made-up" },
    body: JSON.stringify({ ...BODY, messages: MESSAGES }),
    signal: signal ?? null,
  });
  return answer.body ?? new ReadableStream();
}
