import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";

// A server that costs the measured program nothing of its own: answers of ready-made events, each in a write of its own.
// POST …?events=N. It runs in a process of its own, tells its port over the channel, and ends with it.

const chunk = (delta: object, more: object = {}) =>
  Buffer.from(
    `data: ${JSON.stringify({
      id: "chatcmpl-made-up",
      object: "chat.completion.chunk",
      created: 1_790_000_000,
      model: "made-up",
      service_tier: "default",
      system_fingerprint: "fp_made_up",
      choices: [{ index: 0, delta, logprobs: null, finish_reason: null }],
      usage: null,
      ...more,
    })}\n\n`,
  );
const event = (type: string, more: object) =>
  Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 7, ...more })}\n\n`);

const RESPONSE = {
  id: "resp_made_up",
  object: "response",
  model: "made-up",
  status: "in_progress",
  output: [],
};
const USAGE = { input_tokens: 10, output_tokens: 10, total_tokens: 20 };
const CHAT_USAGE = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
const KINDS = {
  chat: {
    head: [chunk({ role: "assistant", content: "" })],
    event: chunk({ content: " token" }),
    tail: [
      chunk({}, { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
      chunk({}, { choices: [], usage: CHAT_USAGE }),
      Buffer.from("data: [DONE]\n\n"),
    ],
  },
  responses: {
    head: [event("response.created", { response: RESPONSE })],
    event: event("response.output_text.delta", {
      item_id: "msg_made_up",
      output_index: 0,
      content_index: 0,
      delta: " token",
      logprobs: [],
      obfuscation: "aFh3kq",
    }),
    tail: [event("response.completed", { response: { ...RESPONSE, status: "completed", usage: USAGE } })],
  },
};

let abandonedAtMs: number | null = null;
const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname === "/abandoned") {
    response.end(JSON.stringify(abandonedAtMs));
    abandonedAtMs = null;
    return;
  }
  request.resume();
  const { head, event: one, tail } = KINDS[url.pathname.endsWith("/responses") ? "responses" : "chat"];
  const events = Number(/events-(\d+)/.exec(url.pathname)?.[1] ?? 10);
  response.once("close", () => {
    if (!response.writableFinished) abandonedAtMs = Date.now();
  });
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "x-request-id": "req_made_up",
    "openai-processing-ms": "12",
    "openai-version": "2020-10-01",
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-requests": "9999",
    "x-ratelimit-remaining-tokens": "1999000",
    "x-ratelimit-reset-requests": "6ms",
    "x-ratelimit-reset-tokens": "30ms",
  });
  for (const bytes of head) response.write(bytes);
  for (let sent = 0; sent < events && !response.destroyed; sent += 1) {
    if (!response.write(one))
      await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
    await nextTurn();
  }
  for (const bytes of tail) response.write(bytes);
  response.end();
}).listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
server.on("connection", (socket) => socket.setNoDelay(true));
process.once("disconnect", () => process.exit());
