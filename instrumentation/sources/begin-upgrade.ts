import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ModelEndpoint } from "../providers/model-endpoint.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import { UNKNOWN_CONNECTION } from "../recording/exchange-state.ts";
import { followHandshake } from "../websocket/follow-handshake.ts";
import { errorNameOf } from "./error-name.ts";
import { guarded } from "./guarded.ts";
import { takeSocket } from "./socket-timings.ts";
import { addUnderWay, removeUnderWay, type UnderWay } from "./under-way.ts";
import { watchPushes } from "./watch-pushes.ts";
import { watchWrites } from "./watch-writes.ts";

/** What is known of a WebSocket that is asked for. */
export interface UpgradeStart {
  readonly endpoint: ModelEndpoint;
  readonly serverAddress: string | null;
  readonly serverPort: number | null;
  readonly requestHeaders: readonly (readonly [string, string])[];
  readonly startedAtMs: number;
  readonly report: (record: ExchangeRecord) => void;
}

/** A WebSocket under way, from when it is asked for until its connection ends. */
export interface BegunUpgrade extends UnderWay {
  /** The socket that carries it, before the handshake is sent on it; it may still be connecting. */
  carriedBy(socket: Socket): void;
  /** No connection came about. */
  failed(errorType: string, atMs: number): void;
}

/**
 * Follows a WebSocket by the bytes that pass on its socket, whichever library speaks: from its handshake on, in both
 * directions, without a listener of its own among those of the program.
 */
export function beginUpgrade(start: UpgradeStart): BegunUpgrade {
  let carrier: Socket | null = null;
  let stopWatching = (): void => undefined;
  const stop = (): void => {
    stopWatching();
    removeUnderWay(begun);
  };
  const handshake = followHandshake({
    ...start,
    connection: () => (carrier === null ? UNKNOWN_CONNECTION : takeSocket(carrier)),
    onEnd: start.report,
    onLost: stop,
  });
  const close = (byClient: boolean, errorType: string | null, atMs: number): void => {
    stop();
    handshake.closed(byClient, errorType, atMs);
  };
  const begun: BegunUpgrade = {
    carriedBy(socket) {
      carrier = socket;
      let isOurEnd = false;
      const stopPushes = watchPushes(socket, (bytes, atMs) => handshake.received(bytes, atMs));
      const stopWrites = watchWrites(socket, (bytes, atMs) => handshake.sent(bytes, atMs));
      stopWatching = () => {
        stopPushes();
        stopWrites();
      };
      socket.once("finish", () => {
        isOurEnd = true;
      });
      socket.once(
        "close",
        guarded((hadError: boolean) =>
          close(isOurEnd && !hadError, hadError ? errorNameOf(socket.errored) : null, performance.now()),
        ),
      );
    },
    failed: (errorType, atMs) => close(false, errorType, atMs),
    cancelled: (atMs) => close(true, null, atMs),
  };
  addUnderWay(begun);
  return begun;
}
