import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { noteStart } from "../sources/socket-timings.ts";
import { Tunnel } from "./tunnel.ts";
import type { Upstream } from "./upstream.ts";

/** Whoever a connection belongs to. */
export interface UpstreamListener {
  readonly onData: (from: UpstreamSocket, bytes: Buffer) => void;
  readonly onDrain: (from: UpstreamSocket) => void;
  /** The other side will send no more. */
  readonly onEnd: (from: UpstreamSocket) => void;
  /** It broke, or never came about. */
  readonly onError: (from: UpstreamSocket, error: NodeJS.ErrnoException) => void;
}

/** Lets the next connection to the same upstream skip a part of its TLS handshake. */
const sessions = new WeakMap<Upstream, Buffer>();

/** One connection to a provider. */
export class UpstreamSocket {
  readonly upstream: Upstream;
  readonly socket: Socket;
  #isOpen = false;
  #whenOpen: (() => void)[] = [];

  constructor(upstream: Upstream, listener: UpstreamListener) {
    this.upstream = upstream;
    this.socket = openSocket(upstream);
    this.socket.setNoDelay(true);
    this.socket.once(upstream.isSecure ? "secureConnect" : "connect", () => {
      this.#isOpen = true;
      for (const then of this.#whenOpen) then();
      this.#whenOpen = [];
    });
    this.socket.on("data", (bytes) => listener.onData(this, bytes));
    this.socket.on("drain", () => listener.onDrain(this));
    this.socket.on("end", () => listener.onEnd(this));
    this.socket.on("error", (error) => listener.onError(this, error));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Can still carry a request. */
  get isUsable(): boolean {
    return this.socket.writable && this.socket.readable;
  }

  /** Calls at once, or when the connection has come about; never when it does not. */
  whenOpen(then: () => void): void {
    if (this.#isOpen) then();
    else this.#whenOpen.push(then);
  }
}

function openSocket(upstream: Upstream): Socket {
  const { hostname: host, port, isSecure } = upstream;
  // Its two halves are closed as the client closes its own.
  const address = { host, port, allowHalfOpen: true };
  if (!isSecure) return connectTcp(address);
  const session = sessions.get(upstream);
  const tunnel = upstream.proxy && new Tunnel(upstream.proxy, host, port);
  const socket = connectTls({
    // Within a tunnel, the address is still what the certificate has to be for.
    ...address,
    ...(tunnel === null ? {} : { socket: tunnel }),
    // An address is no name to ask for.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["http/1.1"],
    ...(session === undefined ? {} : { session }),
  });
  if (tunnel !== null) noteStart(socket, tunnel);
  socket.on("session", (fresh) => sessions.set(upstream, fresh));
  return socket;
}
