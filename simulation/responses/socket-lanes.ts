import type { RawData, WebSocket } from "ws";
import { type Arrival, closeRecord, instant } from "#simulation/observed-request.ts";
import { invalidRequest } from "#simulation/refusals.ts";
import type { Session } from "#simulation/session.ts";
import { answerOverWebSocket } from "./answer-over-websocket.ts";
import { responsesProtocol } from "./responses-protocol.ts";
import { type ResponsesRequest, readResponsesRequest } from "./responses-request.ts";

const MOST_IN_FLIGHT = 16;
const MOST_NAMED_LANES = 32;

/** Serves one WebSocket: requests of one lane in order of arrival, lanes side by side. */
export function serveSocket(
  session: Session,
  socket: WebSocket,
  from: Pick<Arrival, "connection" | "account" | "headers">,
): void {
  // Every request in flight listens for the end of the socket.
  socket.setMaxListeners(2 * MOST_IN_FLIGHT + 10);
  const lanes = new Map<string | null, Promise<void>>();
  const known = new Set<string>();
  let inFlight = 0;

  const fail = (
    code: string | null,
    message: string,
    lane: string | null,
    param: string | null = null,
  ): void => {
    const { status, error } = invalidRequest(code, message, param);
    socket.send(
      JSON.stringify({ type: "error", status, error, ...(lane === null ? {} : { stream_id: lane }) }),
    );
  };

  const run = async (request: ResponsesRequest, readAt: Arrival["readAt"]): Promise<void> => {
    const record = session.arrive(
      { ...from, transport: "websocket", arrivedAt: readAt, readAt },
      request,
      responsesProtocol,
    );
    const earlier = lanes.get(request.streamId) ?? Promise.resolve();
    const turn = earlier.then(async () => {
      const previous = request.previousResponseId;
      if (previous !== null && !known.has(previous)) {
        record.status = 400;
        fail(
          "previous_response_not_found",
          `Previous response with id '${previous}' not found.`,
          request.streamId,
          "previous_response_id",
        );
        closeRecord(record, "refused");
        return;
      }
      await answerOverWebSocket(session, request, record, socket);
      if (record.responseId !== null && record.ending === "complete") known.add(record.responseId);
    });
    lanes.set(request.streamId, turn);
    await turn;
  };

  socket.on("message", (data: RawData, binary: boolean) => {
    const readAt = instant();
    const frame = binary ? null : parse(data);
    const request = readResponsesRequest(frame);
    if (frame?.["type"] !== "response.create")
      return fail(null, "Only response.create frames are understood", null);
    if (request === null)
      return fail("missing_required_parameter", "Missing required parameter: 'model'.", null, "model");
    const lane = request.streamId;
    const named = [...lanes.keys()].filter((name) => name !== null).length;
    if (inFlight >= MOST_IN_FLIGHT || (lane !== null && !lanes.has(lane) && named >= MOST_NAMED_LANES))
      return fail(
        "websocket_stream_limit_reached",
        "Too many streams on this connection.",
        lane,
        "stream_id",
      );
    inFlight += 1;
    void run(request, readAt).finally(() => {
      inFlight -= 1;
    });
  });
}

function parse(data: RawData): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
