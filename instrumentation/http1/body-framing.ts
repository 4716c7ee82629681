import { headerOf, type MessageHead } from "./message-head.ts";

/** Takes a piece of a body, free of what only frames it. */
export type OnPayload = (bytes: Uint8Array) => void;

/** Finds where a body ends, from bytes that pass by, cut anywhere. It changes and keeps nothing. */
export interface BodyFraming {
  readonly isDone: boolean;
  /** Whether only the end of the connection ends it. */
  readonly isUntilClose: boolean;
  /** Looks at the bytes from `from` on and returns where the body ends in them, or their length. Throws RangeError. */
  push(bytes: Uint8Array, from: number, onPayload: OnPayload): number;
}

/** How a request's body is framed; null when that can be understood in two ways. */
export function requestFraming(head: MessageHead): BodyFraming | null {
  return framingOf(head, 0);
}

/** How the body of an answer to `method` is framed; null when that can be understood in two ways. */
export function responseFraming(head: MessageHead, status: number, method: string): BodyFraming | null {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return new KnownLength(0);
  return framingOf(head, Number.POSITIVE_INFINITY);
}

function framingOf(head: MessageHead, otherwise: number): BodyFraming | null {
  const encoding = headerOf(head, "transfer-encoding");
  const length = headerOf(head, "content-length");
  if (encoding !== null) {
    if (length !== null || !/^chunked$/i.test(encoding)) return null;
    return new Chunked();
  }
  if (length === null) return new KnownLength(otherwise);
  const [first = "", ...others] = length.split(",").map((part) => part.trim());
  if (!/^\d{1,15}$/.test(first) || others.some((other) => other !== first)) return null;
  return new KnownLength(Number(first));
}

class KnownLength implements BodyFraming {
  readonly isUntilClose: boolean;
  #left: number;

  constructor(length: number) {
    this.#left = length;
    this.isUntilClose = length === Number.POSITIVE_INFINITY;
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  push(bytes: Uint8Array, from: number, onPayload: OnPayload): number {
    const end = Math.min(bytes.byteLength, from + this.#left);
    if (end > from) onPayload(bytes.subarray(from, end));
    this.#left -= end - from;
    return end;
  }
}

const LF = 10;
const CR = 13;
/** A line with a chunk's size and what extends it, or a trailer; all trailers together. */
const LINE_MAX = 16 * 1024;
const TRAILERS_MAX = 128 * 1024;

class Chunked implements BodyFraming {
  readonly isUntilClose = false;
  #at: "size" | "data" | "dataEnd" | "trailer" | "done" = "size";
  #left = 0;
  /** Of the line that is being read. */
  #line = "";
  #trailers = 0;

  get isDone(): boolean {
    return this.#at === "done";
  }

  push(bytes: Uint8Array, from: number, onPayload: OnPayload): number {
    let at = from;
    while (at < bytes.byteLength && this.#at !== "done") {
      if (this.#at === "data") {
        const end = Math.min(bytes.byteLength, at + this.#left);
        onPayload(bytes.subarray(at, end));
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#at = "dataEnd";
      } else {
        const byte = bytes[at] ?? 0;
        at += 1;
        if (byte === LF) this.#endLine();
        else this.#line += String.fromCharCode(byte);
        if (this.#line.length > LINE_MAX) throw new RangeError("A line between chunks is too long");
      }
    }
    return at;
  }

  #endLine(): void {
    const line = this.#line;
    this.#line = "";
    if (line.charCodeAt(line.length - 1) !== CR) throw new RangeError("A line between chunks has no end");
    const text = line.slice(0, -1);
    if (this.#at === "dataEnd") {
      if (text !== "") throw new RangeError("A chunk is longer than it says");
      this.#at = "size";
    } else if (this.#at === "size") {
      const size = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(text)?.[1];
      if (size === undefined) throw new RangeError("A chunk has no size");
      this.#left = Number.parseInt(size, 16);
      this.#at = this.#left === 0 ? "trailer" : "data";
    } else {
      this.#trailers += line.length;
      if (this.#trailers > TRAILERS_MAX) throw new RangeError("Trailers are too long");
      if (text === "") this.#at = "done";
    }
  }
}
