import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { HEAD_END, HEAD_MAX } from "../http1/message-head.ts";
import { errorNameOf } from "../sources/error-name.ts";
import type { RequestEnd } from "./measurement.ts";
import { readRequest, type TapRequest } from "./read-request.ts";
import { Refusal } from "./refusal.ts";
import type { StartTapOptions } from "./start-tap-options.ts";
import { Transfer } from "./transfer.ts";
import type { Upstream } from "./upstream.ts";
import { UpstreamSocket } from "./upstream-socket.ts";

/** What a client may send ahead while a request of its own is still being answered. */
const AHEAD_MAX = 256 * 1024;

/** So long a client that was refused may take, in ms, to say more or to go. */
const LINGER_MS = 5_000;

type TapOptions = Pick<StartTapOptions, "upstreams" | "onExchange">;

/**
 * One connection of a client, and those to providers that belong to it alone: what becomes of the one becomes of the
 * other, so that the client sees the reuse, the breaks and the ends that it would see without the tap. Bytes are handed
 * on as they come and looked at afterwards.
 */
export class TapConnection {
  readonly #client: Socket;
  readonly #options: TapOptions;
  readonly #onClosed: () => void;
  /** By name. A client may call several providers on one connection, one after the other. */
  readonly #sockets = new Map<string, UpstreamSocket>();
  /** The one used last: its end is the client's. */
  #last: UpstreamSocket | null = null;
  #transfer: Transfer | null = null;
  /** Bytes of the client that wait: part of a head, or more than one request at once. */
  #ahead: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  /** After a 101. */
  #isRaw = false;
  /** Nothing that still comes is looked at. */
  #isOver = false;
  #isStopping = false;

  constructor(client: Socket, options: TapOptions, onClosed: () => void) {
    this.#client = client;
    this.#options = options;
    this.#onClosed = onClosed;
    client.setNoDelay(true);
    client.on("data", (bytes) => this.#fromClient(bytes));
    client.on("drain", () => this.#last?.socket.resume());
    client.on("end", () => this.#clientEnded());
    client.on("error", () => this.#close());
    client.on("close", () => this.#close());
  }

  /** Takes no further request, and ends when the one under way has been answered. */
  stop(): void {
    this.#isStopping = true;
    if (this.#transfer === null) this.#client.destroySoon();
  }

  /** Ends at once. */
  destroy(): void {
    this.#close();
  }

  #fromClient(bytes: Buffer): void {
    if (this.#isOver) return;
    const transfer = this.#transfer;
    if (transfer !== null && this.#isRaw) {
      this.#send(transfer.socket, bytes);
      transfer.rawSent(bytes);
    } else if (transfer !== null && !transfer.request.framing.isDone) {
      const end = this.#sendBody(transfer, bytes);
      if (end < bytes.byteLength) this.#keep(bytes.subarray(end));
    } else {
      this.#keep(bytes);
      this.#begin();
    }
  }

  #keep(bytes: Buffer): void {
    this.#ahead = this.#ahead.byteLength === 0 ? bytes : Buffer.concat([this.#ahead, bytes]);
    if (this.#transfer !== null && this.#ahead.byteLength > AHEAD_MAX) this.#client.pause();
  }

  /** Begins the next request, when its head is complete and the one before it has been answered. */
  #begin(): void {
    if (this.#transfer !== null || this.#ahead.byteLength === 0) return;
    const startedAtMs = performance.now();
    const seen = this.#ahead;
    const end = seen.indexOf(HEAD_END);
    if (end > HEAD_MAX || (end === -1 && seen.byteLength > HEAD_MAX)) {
      this.#refuse(new Refusal(431, "the head of the request is too long"));
      return;
    }
    if (end === -1) return;
    this.#ahead = seen.subarray(end + HEAD_END.length);
    try {
      const request = readRequest(seen.toString("latin1", 0, end), this.#options.upstreams);
      this.#forward(request, startedAtMs);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#refuse(error);
    }
  }

  #forward(request: TapRequest, startedAtMs: number): void {
    const socket = this.#socketTo(request.upstream);
    this.#last = socket;
    const transfer = new Transfer(request, socket, startedAtMs);
    this.#transfer = transfer;
    const { rewritten, framing } = request;
    if (framing.isDone) this.#send(socket, rewritten, () => transfer.sent());
    else {
      const body = this.#ahead;
      this.#ahead = Buffer.alloc(0);
      socket.socket.cork();
      this.#send(socket, rewritten);
      const end = body.byteLength === 0 ? 0 : this.#sendBody(transfer, body);
      socket.socket.uncork();
      if (end < body.byteLength) this.#keep(body.subarray(end));
    }
    if (this.#transfer === transfer) transfer.measure(this.#options.onExchange);
  }

  #sendBody(transfer: Transfer, bytes: Buffer): number {
    const { request, socket } = transfer;
    const payloads: Uint8Array[] = [];
    try {
      const end = request.framing.push(bytes, 0, (payload) => payloads.push(payload));
      const own = end < bytes.byteLength ? bytes.subarray(0, end) : bytes;
      if (request.framing.isDone) this.#send(socket, own, () => transfer.sent());
      else this.#send(socket, own);
      for (const payload of payloads) transfer.sentPayload(payload);
      if (request.framing.isDone && transfer.scanner.isDone) this.#answered(transfer);
      return end;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Where this request ends is unknown, and with it where the next one begins.
      this.#fail("malformed_request");
      return bytes.byteLength;
    }
  }

  #send({ socket }: UpstreamSocket, bytes: Uint8Array, then?: () => void): void {
    if (!socket.write(bytes, then)) this.#client.pause();
  }

  #socketTo(upstream: Upstream): UpstreamSocket {
    const known = this.#sockets.get(upstream.name);
    if (known?.isUsable === true) return known;
    const socket = new UpstreamSocket(upstream, {
      onData: (from, bytes) => this.#fromUpstream(from, bytes),
      onDrain: (from) => {
        if (from === this.#last && this.#ahead.byteLength <= AHEAD_MAX) this.#client.resume();
      },
      onEnd: (from) => this.#upstreamEnded(from),
      onError: (from, error) => this.#upstreamFailed(from, error),
    });
    this.#sockets.set(upstream.name, socket);
    return socket;
  }

  #fromUpstream(from: UpstreamSocket, bytes: Buffer): void {
    if (this.#isOver) return;
    if (from !== this.#last) {
      // Nobody asked it any more.
      this.#drop(from);
      return;
    }
    if (!this.#client.write(bytes)) from.socket.pause();
    const transfer = this.#transfer;
    if (transfer === null) return;
    transfer.hasAnswer = true;
    if (this.#isRaw) {
      transfer.rawReceived(bytes);
      return;
    }
    const end = transfer.scanner.push(bytes);
    if (transfer.scanner.isUpgraded) this.#upgrade(transfer, bytes.subarray(end));
    else if (transfer.scanner.isDone) {
      transfer.over({ kind: "ended" });
      if (transfer.request.framing.isDone) this.#answered(transfer);
    }
  }

  #upgrade(transfer: Transfer, rest: Buffer): void {
    this.#isRaw = true;
    if (rest.byteLength > 0) transfer.rawReceived(rest);
    const ahead = this.#ahead;
    this.#ahead = Buffer.alloc(0);
    if (ahead.byteLength > 0) {
      this.#send(transfer.socket, ahead);
      transfer.rawSent(ahead);
    }
    this.#client.resume();
  }

  #answered(transfer: Transfer): void {
    if (this.#transfer !== transfer) return;
    this.#transfer = null;
    if (this.#isStopping) {
      this.#client.destroySoon();
      return;
    }
    this.#client.resume();
    this.#begin();
  }

  #clientEnded(): void {
    const { socket } = this.#last ?? {};
    if (this.#isRaw && socket !== undefined && !socket.writableEnded && socket.readable) {
      this.#over({ kind: "cancelled" });
      socket.end();
      return;
    }
    this.#close();
  }

  #upstreamEnded(from: UpstreamSocket): void {
    if (from !== this.#last || this.#isOver) {
      this.#drop(from);
      return;
    }
    if (!from.isOpen) return;
    const isComplete = this.#isRaw || this.#transfer?.scanner.isUntilClose === true;
    this.#over(isComplete && !this.#isRaw ? { kind: "ended" } : { kind: "failed", errorType: "ECONNRESET" });
    this.#isOver = true;
    // The client sees the same end in the same place, whether it is a clean one there or not.
    this.#client.end();
    this.#client.resume();
  }

  #upstreamFailed(from: UpstreamSocket, error: NodeJS.ErrnoException): void {
    if (from !== this.#last || this.#isOver) {
      this.#drop(from);
      return;
    }
    const errorType = errorNameOf(error);
    if (from.isOpen || this.#transfer?.hasAnswer === true) {
      this.#fail(errorType);
      return;
    }
    this.#over({ kind: "failed", errorType });
    this.#refuse(new Refusal(502, `cannot reach ${from.upstream.url} (${errorType})`));
  }

  /** The client's connection breaks as that to the provider did. */
  #fail(errorType: string): void {
    this.#over({ kind: "failed", errorType });
    this.#client.resetAndDestroy();
    this.#close();
  }

  #refuse(refusal: Refusal): void {
    this.#isOver = true;
    this.#transfer = null;
    this.#ahead = Buffer.alloc(0);
    // What the client still sends is read and dropped, since a reset could overtake the answer.
    this.#client.end(refusal.toBytes());
    this.#client.resume();
    this.#client.setTimeout(LINGER_MS, () => this.#close());
  }

  #over(end: RequestEnd): void {
    this.#transfer?.over(end);
    if (!this.#isRaw) this.#transfer = null;
  }

  #drop(socket: UpstreamSocket): void {
    if (this.#sockets.get(socket.upstream.name) === socket) this.#sockets.delete(socket.upstream.name);
    socket.socket.destroy();
  }

  #close(): void {
    this.#over({ kind: "cancelled" });
    this.#isOver = true;
    for (const { socket } of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
    this.#client.destroy();
    this.#onClosed();
  }
}
