import { once } from "node:events";
import { createServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { answerCall, type GrpcDesk } from "./grpc-call.ts";

const CONNECTIONS_MAX = 2_000;
/** Calls at once on one connection; exporters make one or a few. */
const STREAMS_MAX = 64;
/** A connection on which nothing happens is closed after this long, in ms; its client opens another when it needs one. */
const IDLE_MAX_MS = 15 * 60_000;

/** A running OTLP/gRPC endpoint. */
export interface GrpcServer {
  readonly port: number;
  /** Stops accepting, and resolves when the calls under way are answered, or after `withinMs`. */
  close(withinMs: number): Promise<void>;
}

/**
 * Starts to receive OTLP/gRPC, without encryption, at a port (0 takes any free one). Rejects when it cannot be bound.
 * The few rules of a unary call are kept here, on Node's HTTP/2, because a body must be counted against the memory
 * budget while it arrives; a gRPC library hands it over when it is already whole.
 */
export async function startGrpcServer(desk: GrpcDesk, port: number): Promise<GrpcServer> {
  const sessions = new Set<ServerHttp2Session>();
  let isClosing = false;
  const server = createServer({ settings: { maxConcurrentStreams: STREAMS_MAX } });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => undefined);
    session.setTimeout(IDLE_MAX_MS, () => session.close());
    if (isClosing) session.close();
  });
  server.on("stream", (stream, headers) => {
    answerCall(stream, headers, desk).catch(desk.surprised);
  });
  server.listen(port, desk.host);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async (withinMs) => {
      isClosing = true;
      const closed = once(server, "close");
      server.close();
      for (const session of sessions) session.close();
      await Promise.race([closed, sleep(withinMs, undefined, { ref: false })]);
      for (const session of sessions) session.destroy();
    },
  };
}
