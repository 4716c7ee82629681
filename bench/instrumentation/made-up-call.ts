/** Who asks: `fetch` itself, or the openai package in one of its two ways. */
export type Caller = "fetch" | "chat" | "responses";

/** Starts a call whose answer streams; the body bytes of `fetch`, the events of the openai package. */
export type OpenAnswer = (base: string, signal?: AbortSignal) => Promise<AsyncIterable<unknown>>;

/** The openai package's method that asks. */
export type Create = (this: unknown, body: object, options: object) => Promise<AsyncIterable<unknown>>;

interface Client {
  readonly chat: { readonly completions: { create: Create } };
  readonly responses: { create: Create };
}

const BODY = { model: "made-up", stream: true };
const MESSAGES = [{ role: "user", content: "say hi" }];

/**
 * `require` finds the openai package that is measured; a peer must have been started before. `choose` is given the method
 * that asks, and tells which one to call in its place.
 */
export function callsOf(
  caller: Caller,
  require: NodeJS.Require,
  choose = (create: Create): Create => create,
): OpenAnswer {
  if (caller === "fetch") return openByFetch;
  const OpenAI = require("openai").OpenAI as new (options: object) => Client;
  const clients = new Map<string, Client>();
  return (baseURL, signal) => {
    const client = clients.get(baseURL) ?? new OpenAI({ apiKey: "made-up", baseURL });
    clients.set(baseURL, client);
    const asking = caller === "chat" ? client.chat.completions : client.responses;
    const body = caller === "chat" ? { ...BODY, messages: MESSAGES } : { ...BODY, input: "say hi" };
    return choose(asking.create).call(asking, body, signal === undefined ? {} : { signal });
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
