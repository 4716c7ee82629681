import { WebSocket } from "ws";
import { closeRecord, instant, type RequestRecord, recordWritten } from "#simulation/observed-request.ts";
import { pace } from "#simulation/pace.ts";
import { rateLimitEvents, rateLimitHeaders } from "#simulation/rate-limit-signals.ts";
import type { Reply, TimedEvent } from "#simulation/reply.ts";
import type { PlannedAnswer, Session } from "#simulation/session.ts";
import { responsesProtocol } from "./responses-protocol.ts";
import type { ResponsesRequest } from "./responses-request.ts";

const side = (atMs: number, event: TimedEvent["event"]): TimedEvent => ({
  atMs,
  event,
  tokens: 0,
  visible: false,
  mark: null,
});

/** Answers one `response.create` frame and has it charged; resolves when its lane is free again. */
export async function answerOverWebSocket(
  session: Session,
  request: ResponsesRequest,
  record: RequestRecord,
  socket: WebSocket,
): Promise<void> {
  const gone = new AbortController();
  const abort = () => gone.abort();
  socket.once("close", abort);
  if (socket.readyState !== WebSocket.OPEN) abort();
  const answer = session.plan(request, record, responsesProtocol);
  try {
    await send(answer, request, record, socket, gone.signal);
  } finally {
    answer.settle();
    socket.off("close", abort);
  }
}

async function send(
  { behaviour, reply }: PlannedAnswer,
  request: ResponsesRequest,
  record: RequestRecord,
  socket: WebSocket,
  gone: AbortSignal,
): Promise<void> {
  const startMs = record.startedAt?.monotonicMs ?? performance.now();
  const lane = request.streamId === null ? {} : { stream_id: request.streamId };

  const write = (due: readonly TimedEvent[]): void => {
    for (const timed of due) {
      const frame = JSON.stringify({ ...timed.event, ...lane });
      recordWritten(record, timed, instant());
      socket.send(frame);
    }
  };

  const failure = behaviour.failure;
  if (failure?.kind === "refused") {
    const headers = { ...rateLimitHeaders(behaviour.rateLimits), ...failure.headers };
    const frame = { type: "error", status: failure.status, error: failure.error, headers };
    record.status = failure.status;
    const sent = await pace([side(behaviour.timeToHeadersMs, frame)], startMs, gone, write);
    closeRecord(record, sent ? "refused" : "abandoned");
  } else if (reply !== null) {
    record.status = 200;
    const limits = rateLimitEvents(behaviour.rateLimits).map((event) =>
      side(behaviour.timeToHeadersMs, event),
    );
    const finished = await pace([...limits, ...withTiming(reply)], startMs, gone, write);
    if (finished) record.usage = reply.usage;
    closeRecord(record, finished ? reply.ending : "abandoned");
    if (finished && reply.ending === "dropped") socket.terminate();
    if (finished && reply.ending === "stalled")
      await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  }
}

/** Puts the server's own timing before the terminal event, from the times that were planned. */
function withTiming(reply: Reply): readonly TimedEvent[] {
  const last = reply.events.at(-1);
  const opened = reply.events[0];
  const tokens = reply.events.filter((timed) => timed.tokens > 0);
  const first = tokens[0];
  const final = tokens.at(-1);
  if (last?.event["type"] !== "response.completed" || !opened || !first || !final) return reply.events;

  const engineMs = final.atMs - opened.atMs;
  const ttftMs = first.atMs - opened.atMs;
  const streamed = tokens.reduce((sum, timed) => sum + timed.tokens, 0);
  const tbtMs = streamed > 1 ? (final.atMs - first.atMs) / (streamed - 1) : null;
  const timing = side(last.atMs, {
    type: "responsesapi.websocket_timing",
    timing_metrics: {
      responses_duration_excl_engine_and_client_tool_time_ms: last.atMs - engineMs,
      engine_service_total_ms: Math.round(engineMs),
      engine_iapi_ttft_total_ms: Math.round(ttftMs),
      engine_service_ttft_total_ms: Math.round(ttftMs),
      engine_iapi_tbt_across_engine_calls_ms: tbtMs,
      engine_service_tbt_across_engine_calls_ms: tbtMs,
    },
  });
  return [...reply.events.slice(0, -1), timing, last];
}
