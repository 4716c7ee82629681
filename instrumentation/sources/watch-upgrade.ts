import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { ConnectionFacts, ExchangeRecord } from "../recording/exchange-record.ts";
import { followHandshake } from "../websocket/follow-handshake.ts";
import { guarded } from "./guarded.ts";
import { takeSocket } from "./socket-timings.ts";
import { isOver, isUnderWay, type UnderWay } from "./under-way.ts";
import { watchPushes } from "./watch-pushes.ts";
import { watchWrites } from "./watch-writes.ts";

/** A WebSocket's handshake that begins on a socket. */
export interface Upgrade {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  readonly requestHeaders: readonly (readonly [string, string])[];
  /** Null while the socket still connects. */
  readonly connection: ConnectionFacts | null;
  readonly startedAtMs: number;
  readonly report: (record: ExchangeRecord) => void;
}

/**
 * Follows a WebSocket by the bytes that pass on its socket, whichever library speaks: from its handshake on, in both
 * directions, without a listener of its own among those of the program.
 */
export function watchUpgrade(socket: Socket, upgrade: Upgrade): void {
  let connection = upgrade.connection;
  const handshake = followHandshake({
    ...upgrade,
    connection: () => (connection ??= takeSocket(socket)),
    onEnd: upgrade.report,
    onLost: () => stop(),
  });
  let isOurEnd = false;
  const stopPushes = watchPushes(socket, (bytes, atMs) => handshake.received(bytes, atMs));
  const stopWrites = watchWrites(socket, (bytes, atMs) => handshake.sent(bytes, atMs));
  const stop = (): void => {
    stopPushes();
    stopWrites();
    isOver(connected);
  };
  const connected: UnderWay = { cancelled: (atMs) => handshake.closed(true, null, atMs) };
  isUnderWay(connected);
  socket.once("finish", () => {
    isOurEnd = true;
  });
  socket.once(
    "close",
    guarded((hadError: boolean) => {
      stop();
      handshake.closed(isOurEnd && !hadError, hadError ? "ECONNRESET" : null, performance.now());
    }),
  );
}
