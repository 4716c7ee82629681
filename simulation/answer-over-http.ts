import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Failure } from "./behaviour.ts";
import { type BodyCoder, bodyCoder, PLAIN } from "./body-coder.ts";
import type { ModelRequest } from "./model-request.ts";
import { closeRecord, instant, type RequestRecord, recordWritten } from "./observed-request.ts";
import { pace, reach } from "./pace.ts";
import type { Protocol } from "./protocol.ts";
import type { Reply } from "./reply.ts";
import type { PlannedAnswer, Session } from "./session.ts";

/** Answers one request over HTTP, as a stream of server-sent events or as one body, and has it charged. */
export async function answerOverHttp<R extends ModelRequest>(
  session: Session,
  protocol: Protocol<R>,
  request: R,
  record: RequestRecord,
  response: ServerResponse<IncomingMessage>,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answer = session.plan(request, record, protocol);
  try {
    await send(answer, protocol, request, record, response, gone.signal);
  } finally {
    answer.settle();
  }
}

async function send<R extends ModelRequest>(
  answer: PlannedAnswer,
  protocol: Protocol<R>,
  request: R,
  record: RequestRecord,
  response: ServerResponse<IncomingMessage>,
  gone: AbortSignal,
): Promise<void> {
  const startMs = record.startedAt?.monotonicMs ?? performance.now();
  const coder = bodyCoder(answer.behaviour.contentCoding, response.req.headers["accept-encoding"]);
  const headers = { ...protocol.headers(request, answer.behaviour, record.requestId), ...coder.headers };

  const failure = answer.behaviour.failure;
  if (answer.reply === null) {
    await pace([{ atMs: answer.behaviour.timeToHeadersMs }], startMs, gone, async () => {
      if (failure?.kind !== "refused") return;
      record.status = failure.status;
      record.headersAt = instant();
      await refuse(response, failure, protocol.refusalBody(failure.error, record.requestId), headers, coder);
    });
    closeRecord(record, gone.aborted && record.headersAt === null ? "abandoned" : "refused");
    return;
  }
  const sendReply = request.stream ? stream : sendWhole;
  const ending = await sendReply({
    answer,
    reply: answer.reply,
    encode: protocol.encode,
    record,
    response,
    headers,
    coder,
    startMs,
    signal: gone,
  });
  closeRecord(record, ending ? answer.reply.ending : "abandoned");
  if (!ending) return;
  if (answer.reply.ending === "stalled") await once(response, "close");
  // A stream that broke off, or an answer for which there is no body.
  else if (answer.reply.ending === "dropped" || !response.headersSent) response.destroy();
  else {
    const rest = await coder.end();
    if (!response.destroyed) response.end(rest);
  }
}

interface Sending {
  readonly answer: PlannedAnswer;
  readonly reply: Reply;
  readonly encode: Protocol<ModelRequest>["encode"];
  readonly record: RequestRecord;
  readonly response: ServerResponse<IncomingMessage>;
  readonly headers: Readonly<Record<string, string>>;
  readonly coder: BodyCoder;
  /** On the clock of `performance.now()`. */
  readonly startMs: number;
  readonly signal: AbortSignal;
}

async function stream({
  answer,
  reply,
  encode,
  record,
  response,
  headers,
  coder,
  startMs,
  signal,
}: Sending): Promise<boolean> {
  await reach(answer.behaviour.timeToHeadersMs, startMs, signal);
  if (signal.aborted) return false;
  record.status = 200;
  record.headersAt = instant();
  response.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  response.flushHeaders();
  const finished = await pace(reply.events, startMs, signal, async (due) => {
    // All that is due leaves in one system call, at the uncorking.
    const bytes = await coder.code(due.map(({ event }) => encode(event)).join(""));
    if (response.destroyed) return;
    const at = instant();
    for (const timed of due) recordWritten(record, timed, at);
    response.socket?.cork();
    response.write(bytes);
    response.socket?.uncork();
    if (response.writableNeedDrain && !signal.aborted)
      await once(response, "drain", { signal }).catch(() => undefined);
  });
  if (finished) record.usage = reply.usage;
  return finished;
}

async function sendWhole(sending: Sending): Promise<boolean> {
  const { reply, record, response, headers, coder, startMs, signal } = sending;
  const last = reply.events.at(-1);
  return await pace(last === undefined ? [] : [last], startMs, signal, async ({ 0: timed }) => {
    if (timed === undefined || reply.whole === null) return;
    const bytes = await coder.code(JSON.stringify(reply.whole));
    if (response.destroyed) return;
    record.status = 200;
    record.usage = reply.usage;
    recordWritten(record, { ...timed, tokens: 0 }, instant());
    response.writeHead(200, { ...headers, "content-type": "application/json" });
    response.write(bytes);
  });
}

/** Sends a refusal with the body of its provider; `headers` are those of any answer. */
export async function refuse(
  response: ServerResponse<IncomingMessage>,
  { status, headers: own }: Extract<Failure, { kind: "refused" }>,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  coder: BodyCoder = PLAIN,
): Promise<void> {
  const bytes = [await coder.code(JSON.stringify(body)), await coder.end()];
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, ...own, "content-type": "application/json" });
  response.end(Buffer.concat(bytes.map((one) => Buffer.from(one))));
}
