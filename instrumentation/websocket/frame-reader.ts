import { guarded } from "../sources/guarded.ts";
import { type Deflate, MessageInflater } from "./message-inflater.ts";

/** What a handshake agreed on, for the messages of each side. */
export interface DeflateAgreement {
  readonly client: Deflate;
  readonly server: Deflate;
}

/** Reads `Sec-WebSocket-Extensions` of a handshake's answer; null when messages travel uncompressed. */
export function readExtensions(header: string | undefined): DeflateAgreement | null {
  for (const extension of (header ?? "").split(",")) {
    const [name, ...parameters] = extension.split(";").map((part) => part.trim().toLowerCase());
    if (name !== "permessage-deflate") continue;
    return {
      client: { contextTakeover: !parameters.includes("client_no_context_takeover") },
      server: { contextTakeover: !parameters.includes("server_no_context_takeover") },
    };
  }
  return null;
}

/** What is known of one direction of a WebSocket, and whom to tell. */
export interface FrameReaderOptions {
  /** Frames of a client are masked, those of a server never. */
  readonly masked: boolean;
  /** Null when the handshake agreed on none. */
  readonly deflate: Deflate | null;
  /** A text message, whole; `atMs` is when its last byte passed, however long inflating it took. */
  readonly onText: (text: string, atMs: number) => void;
  /** The closing frame, after every message before it; null when it gives no code. */
  readonly onClose: (code: number | null, atMs: number) => void;
}

/** Longer messages are not worth holding; nothing that measures needs one. */
const MESSAGE_MAX = 16 * 1024 * 1024;
/** Frames without content cost memory too. */
const PARTS_MAX = 65_536;

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const FINAL = 0x80;
const COMPRESSED = 0x40;
const RESERVED = 0x30;
const MASKED = 0x80;

/** The frame that is being read. */
interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly mask: Uint8Array | null;
  readonly length: number;
  /** Bytes of its payload that have passed. */
  seen: number;
  readonly parts: Uint8Array[];
}

/** A message that consists of one or more frames. */
interface Message {
  readonly isText: boolean;
  readonly isCompressed: boolean;
  readonly parts: Uint8Array[];
  bytes: number;
}

/**
 * Reads one direction of a WebSocket (RFC 6455, RFC 7692) from bytes that pass by, cut anywhere. It only looks on: it
 * answers nothing, and when it cannot follow it says so in `broken` and ignores the rest.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  readonly #inflater: MessageInflater | null;
  readonly #head = Buffer.alloc(14);
  #headBytes = 0;
  #frame: Frame | null = null;
  #message: Message | null = null;
  #isBroken = false;
  #isClosed = false;

  constructor({ onText, onClose, ...options }: FrameReaderOptions) {
    this.#options = { ...options, onText: guarded(onText), onClose: guarded(onClose) };
    this.#inflater =
      options.deflate === null
        ? null
        : new MessageInflater(options.deflate, MESSAGE_MAX, () => this.#break());
  }

  /** Cannot follow any more; turns true at any moment, also between two pushes. */
  get broken(): boolean {
    return this.#isBroken;
  }

  /** Bytes as they passed. They are copied where they are needed longer than the call. */
  push(bytes: Uint8Array, atMs: number): void {
    let at = 0;
    while (!this.#isBroken && !this.#isClosed) {
      if (this.#frame === null) {
        if (at >= bytes.byteLength) return;
        at = this.#readHead(bytes, at);
        if (this.#frame === null) continue;
      }
      const frame: Frame = this.#frame;
      const end = Math.min(bytes.byteLength, at + frame.length - frame.seen);
      if (end > at) frame.parts.push(takePart(frame, bytes.subarray(at, end)));
      frame.seen += end - at;
      at = end;
      if (frame.seen < frame.length) return;
      this.#frame = null;
      this.#take(frame, atMs);
    }
  }

  /**
   * Calls back when everything that was pushed so far has been told: at once, unless compressed messages are still being
   * inflated. Also when the reader is broken.
   */
  settled(then: () => void): void {
    if (this.#inflater === null) then();
    else this.#inflater.after(guarded(then));
  }

  /** Tells at once what was pushed so far, as much as that takes no longer than until then, and reads nothing more. */
  finishNow(untilMs: number): void {
    this.#inflater?.finishNow(untilMs);
  }

  /** Reads of a head what there is; returns where the payload begins. */
  #readHead(bytes: Uint8Array, from: number): number {
    const head = this.#head;
    let at = from;
    for (; at < bytes.byteLength; at += 1) {
      if (this.#headBytes >= 2 && this.#headBytes === headLength(head)) break;
      head[this.#headBytes] = bytes[at] ?? 0;
      this.#headBytes += 1;
    }
    if (this.#headBytes < 2 || this.#headBytes < headLength(head)) return at;
    this.#headBytes = 0;
    this.#open(head);
    return at;
  }

  #open(head: Buffer): void {
    const first = head.readUInt8(0);
    const second = head.readUInt8(1);
    const opcode = first & 0x0f;
    const isFinal = (first & FINAL) !== 0;
    const isMasked = (second & MASKED) !== 0;
    const isControl = opcode >= CLOSE;
    const isCompressed = (first & COMPRESSED) !== 0;
    const length = payloadLength(head);
    const isWrong =
      isMasked !== this.#options.masked ||
      (first & RESERVED) !== 0 ||
      (opcode > BINARY && opcode < CLOSE) ||
      opcode > 10 ||
      (isControl && (!isFinal || length > 125)) ||
      (isCompressed && (isControl || opcode === CONTINUATION || this.#inflater === null)) ||
      (!isControl && (opcode === CONTINUATION) !== (this.#message !== null)) ||
      (this.#message?.bytes ?? 0) + length > MESSAGE_MAX;
    if (isWrong) {
      this.#break();
      return;
    }
    if (opcode === TEXT || opcode === BINARY)
      this.#message = { isText: opcode === TEXT, isCompressed, parts: [], bytes: 0 };
    const end = headLength(head);
    const mask = isMasked ? Uint8Array.from(head.subarray(end - 4, end)) : null;
    this.#frame = { opcode, isFinal, mask, length, seen: 0, parts: [] };
  }

  #take({ opcode, isFinal, parts, length }: Frame, atMs: number): void {
    if (opcode === CLOSE) {
      const [high, low] = Buffer.concat(parts);
      const code = high === undefined || low === undefined ? null : high * 256 + low;
      this.#isClosed = true;
      this.settled(() => {
        this.#inflater?.close();
        this.#options.onClose(code, atMs);
      });
      return;
    }
    const message = this.#message;
    if (opcode > CLOSE || message === null) return;
    for (const part of parts) message.parts.push(part);
    message.bytes += length;
    if (message.parts.length > PARTS_MAX) this.#break();
    if (!isFinal || this.#isBroken) return;
    this.#message = null;
    this.#tell(message, atMs);
  }

  #tell({ isText, isCompressed, parts }: Message, atMs: number): void {
    const tell = (bytes: Buffer): void => {
      if (isText && !this.#isBroken) this.#options.onText(bytes.toString("utf8"), atMs);
    };
    if (isCompressed) {
      this.#inflater?.push(parts, tell);
      return;
    }
    const bytes = Buffer.concat(parts);
    // It may follow a compressed message that is still being inflated.
    this.settled(() => tell(bytes));
  }

  #break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#frame = null;
    this.#message = null;
    this.#inflater?.close();
  }
}

function headLength(head: Buffer): number {
  const second = head.readUInt8(1);
  const short = second & 0x7f;
  return 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + ((second & MASKED) === 0 ? 0 : 4);
}

function payloadLength(head: Buffer): number {
  const short = head.readUInt8(1) & 0x7f;
  if (short < 126) return short;
  return short === 126 ? head.readUInt16BE(2) : head.readUInt32BE(2) * 2 ** 32 + head.readUInt32BE(6);
}

/** A copy that is the reader's own, unmasked. */
function takePart({ mask, seen }: Frame, bytes: Uint8Array): Uint8Array {
  const part = Uint8Array.from(bytes);
  if (mask === null) return part;
  for (let at = 0; at < part.length; at += 1) {
    part[at] = (part[at] ?? 0) ^ (mask[(seen + at) & 3] ?? 0);
  }
  return part;
}
