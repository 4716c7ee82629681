import { connect, type Socket } from "node:net";
import { Duplex } from "node:stream";
import type { HttpProxy } from "./proxy.ts";

/** More than this, in bytes, no proxy says before the tunnel begins. */
const HEAD_MAX = 16_384;

/**
 * A connection through a proxy. What is written before the proxy agrees waits; `connect` is emitted when it does. When it
 * refuses, the stream ends with an error whose code tells its status: `PROXY_407`.
 */
export class Tunnel extends Duplex {
  readonly #socket: Socket;
  #head = Buffer.alloc(0);
  #isOpen = false;
  #waiting: (() => void) | null = null;

  constructor(proxy: HttpProxy, host: string, port: number) {
    super({ allowHalfOpen: true });
    const target = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const authorization =
      proxy.authorization === null ? "" : `proxy-authorization: ${proxy.authorization}\r\n`;
    this.#socket = connect({ host: proxy.hostname, port: proxy.port, allowHalfOpen: true, noDelay: true });
    this.#socket.once("connect", () =>
      this.#socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n${authorization}\r\n`),
    );
    this.#socket.on("data", (bytes) => (this.#isOpen ? this.#pass(bytes) : this.#readHead(bytes)));
    this.#socket.on("end", () => (this.#isOpen ? this.push(null) : this.#refuse("PROXY_CLOSED")));
    this.#socket.on("error", (error) => this.destroy(error));
    // After a proper end there may be bytes left to be read, and the stream ends by itself when they are.
    this.#socket.on("close", () => this.#socket.readableEnded || this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#whenOpen(() => this.#socket.write(bytes, done));
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#whenOpen(() => this.#socket.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  /** One write, or the end, waits at a time. */
  #whenOpen(then: () => void): void {
    if (this.#isOpen) then();
    else this.#waiting = then;
  }

  #pass(bytes: Buffer): void {
    if (!this.push(bytes)) this.#socket.pause();
  }

  #readHead(bytes: Buffer): void {
    this.#head = Buffer.concat([this.#head, bytes]);
    const end = this.#head.indexOf("\r\n\r\n");
    if (end === -1) {
      if (this.#head.length > HEAD_MAX) this.#refuse("PROXY_UNKNOWN");
      return;
    }
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(this.#head.toString("latin1", 0, end))?.[1];
    if (!status?.startsWith("2")) {
      this.#refuse(`PROXY_${status ?? "UNKNOWN"}`);
      return;
    }
    const rest = this.#head.subarray(end + 4);
    this.#head = Buffer.alloc(0);
    this.#isOpen = true;
    this.emit("connect");
    this.#waiting?.();
    this.#waiting = null;
    if (rest.length > 0) this.#pass(rest);
  }

  #refuse(code: string): void {
    this.destroy(Object.assign(new Error("The proxy did not let the connection through"), { code }));
  }
}
