import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { type MadeUpAnswer, madeUpAnswer } from "./made-up-answers.ts";

// A provider in a process of its own, so that what it does is no CPU time of the measured program. The path says how to
// answer: /events-N, /at-once-N events in each write, /every-N ms, /call-NAME to tell how the answer ended.

/** How an answer ended: whether the client took all of it, and how many events were written until then. */
export interface AnswerEnd {
  readonly call: string;
  readonly isWhole: boolean;
  readonly events: number;
  /** When the connection closed, on the monotonic clock that all processes of a machine share, in ns. */
  readonly closedAtNs: string;
}

const HEADERS = {
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
};

const server = createServer(async (request, response) => {
  const path = request.url ?? "/";
  const asked = (name: string, otherwise: number) =>
    Number(new RegExp(`/${name}-(\\d+)/`).exec(path)?.[1] ?? otherwise);
  request.resume();
  const progress = { events: 0 };
  const call = /\/call-([^/]+)\//.exec(path)?.[1];
  if (call !== undefined)
    response.once("close", () => {
      const closedAtNs = String(process.hrtime.bigint());
      const end: AnswerEnd = {
        call,
        isWhole: response.writableFinished,
        events: progress.events,
        closedAtNs,
      };
      process.send?.(end);
    });
  response.writeHead(200, HEADERS);
  const pace = { events: asked("events", 10), atOnce: asked("at-once", 1), everyMs: asked("every", 0) };
  await write(response, madeUpAnswer(path), pace, progress);
}).listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

async function write(
  response: ServerResponse,
  { head, event, tail }: MadeUpAnswer,
  pace: { readonly events: number; readonly atOnce: number; readonly everyMs: number },
  progress: { events: number },
): Promise<void> {
  const bytes = Buffer.concat(Array.from({ length: pace.atOnce }, () => event));
  response.write(head);
  while (progress.events < pace.events && !response.destroyed) {
    progress.events += pace.atOnce;
    if (!response.write(bytes))
      await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
    // Without a moment between them, several writes would arrive as one.
    await (pace.everyMs > 0 ? sleep(pace.everyMs) : nextTurn());
  }
  response.end(tail);
}

// A connection is used again after the other programs had their turn.
server.keepAliveTimeout = 120_000;
server.on("connection", (socket) => socket.setNoDelay(true));
process.once("disconnect", () => process.exit());
