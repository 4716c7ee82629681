import type { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ConnectionFacts } from "../recording/exchange-record.ts";
import { UNKNOWN_CONNECTION } from "../recording/exchange-state.ts";
import { guarded } from "./guarded.ts";

/** How one socket came about; `performance.now()`, null until it happened. */
interface Timings {
  readonly startedAtMs: number;
  lookedUpAtMs: number | null;
  connectedAtMs: number | null;
  securedAtMs: number | null;
  /** Requests that it has carried. */
  uses: number;
}

const timingsOf = new WeakMap<Socket, Timings>();
let watchers = 0;
let original: Socket["connect"] | null = null;

/**
 * Notes when sockets look up, connect and secure themselves, by events that they emit anyway. There is no channel that
 * tells of a TLS socket's start, so the one method that starts both kinds is wrapped.
 */
export function watchSockets(): () => void {
  watchers += 1;
  if (watchers === 1) wrap();
  return () => {
    watchers -= 1;
    if (watchers === 0 && original !== null) {
      Socket.prototype.connect = original;
      original = null;
    }
  };
}

function wrap(): void {
  const connect = Socket.prototype.connect;
  const note = guarded((socket: Socket) => noteStart(socket));
  original = connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    note(this);
    return Reflect.apply(connect, this, args) as Socket;
  } as Socket["connect"];
}

/**
 * Notes that a socket begins to connect now, over another stream that emits `connect` where one is given; what connects by
 * `Socket.connect` is noted without being told.
 */
export function noteStart(socket: Socket, over: EventEmitter = socket): void {
  const timings: Timings = {
    startedAtMs: performance.now(),
    lookedUpAtMs: null,
    connectedAtMs: null,
    securedAtMs: null,
    uses: 0,
  };
  timingsOf.set(socket, timings);
  socket.once("lookup", () => {
    timings.lookedUpAtMs ??= performance.now();
  });
  over.once("connect", () => {
    timings.connectedAtMs = performance.now();
  });
  socket.once("secureConnect", () => {
    timings.securedAtMs = performance.now();
  });
}

/** What the socket tells about a request that begins to use it now. */
export function takeSocket(socket: Socket): ConnectionFacts {
  const timings = timingsOf.get(socket);
  if (timings === undefined) return UNKNOWN_CONNECTION;
  timings.uses += 1;
  if (timings.uses > 1) return { reused: true, dnsMs: null, connectMs: null, tlsMs: null, upgradeMs: null };
  const { startedAtMs, lookedUpAtMs, connectedAtMs, securedAtMs } = timings;
  const between = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from);
  return {
    reused: false,
    dnsMs: between(startedAtMs, lookedUpAtMs),
    connectMs: between(lookedUpAtMs ?? startedAtMs, connectedAtMs),
    tlsMs: between(connectedAtMs, securedAtMs),
    upgradeMs: null,
  };
}
