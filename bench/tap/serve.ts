import { type AddressInfo, createServer, type Socket } from "node:net";

// A provider that costs next to nothing itself: ready-made events over plain sockets, each token in a write of its own.
// The model that is asked for says how many tokens, and how many of them a second: `tokens-1000-rate-1000`; a rate of 0
// writes them at once. It runs in a process of its own, tells its port over the channel, and ends with it.

const HEAD = [
  "HTTP/1.1 200 OK",
  "content-type: text/event-stream; charset=utf-8",
  "x-request-id: req_made_up",
  "openai-processing-ms: 12",
  "x-ratelimit-limit-requests: 10000",
  "x-ratelimit-remaining-requests: 9999",
  "x-ratelimit-reset-requests: 6ms",
  "transfer-encoding: chunked",
].join("\r\n");

const chunk = (text: string) => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
const event = (choices: readonly object[], usage: object | null = null) =>
  chunk(
    `data: ${JSON.stringify({ id: "chatcmpl-made-up", object: "chat.completion.chunk", created: 1_790_000_000, model: "made-up", choices, usage })}\n\n`,
  );
const TOKEN = event([{ index: 0, delta: { content: " token" }, logprobs: null, finish_reason: null }]);
const TAIL = Buffer.concat([
  event([{ index: 0, delta: {}, finish_reason: "stop" }]),
  event([], { prompt_tokens: 10, completion_tokens: 1_000, total_tokens: 1_010 }),
  chunk("data: [DONE]\n\n"),
  Buffer.from("0\r\n\r\n"),
]);

interface Stream {
  readonly socket: Socket;
  readonly tokens: number;
  readonly perSecond: number;
  readonly startMs: number;
  sent: number;
}

const running = new Set<Stream>();

/** One timer for all streams, against absolute deadlines: what it was late with is written at once. */
function pace(): void {
  const nowMs = performance.now();
  for (const stream of running) {
    const due = Math.min(stream.tokens, 1 + Math.floor(((nowMs - stream.startMs) / 1000) * stream.perSecond));
    for (; stream.sent < due; stream.sent += 1) stream.socket.write(TOKEN);
    if (stream.sent === stream.tokens) {
      stream.socket.write(TAIL);
      running.delete(stream);
    }
  }
  if (running.size > 0) setTimeout(pace, 1);
}

function answer(socket: Socket, request: string): void {
  const [, tokens = "1", rate = "0"] = /tokens-(\d+)-rate-(\d+)/.exec(request) ?? [];
  socket.write(`${HEAD}\r\n\r\n`);
  if (rate === "0") {
    for (let sent = 0; sent < Number(tokens); sent += 1) socket.write(TOKEN);
    socket.write(TAIL);
    return;
  }
  running.add({
    socket,
    tokens: Number(tokens),
    perSecond: Number(rate),
    startMs: performance.now(),
    sent: 0,
  });
  if (running.size === 1) pace();
}

const server = createServer({ noDelay: true }, (socket) => {
  let text = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    const head = text.indexOf("\r\n\r\n") + 4;
    if (head === 3) return;
    const length = /^content-length: *(\d+)/im.exec(text.slice(0, head))?.[1];
    const isWhole = length === undefined ? text.endsWith("0\r\n\r\n") : text.length >= head + Number(length);
    if (!isWhole) return;
    const request = text;
    text = "";
    answer(socket, request);
  });
}).listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("disconnect", () => process.exit());
