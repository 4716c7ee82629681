import { performance } from "node:perf_hooks";
import { constants, createInflateRaw, type InflateRaw, inflateRawSync } from "node:zlib";

/** How the messages of one direction of a WebSocket are compressed. */
export interface Deflate {
  /** Whether a message may refer to what earlier ones contained. */
  readonly contextTakeover: boolean;
}

/** What a sender cuts off the end of every compressed message. */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

/** What waits for its turn: a message, or only what is to happen after the messages before it. */
interface Job {
  readonly payload: Buffer | null;
  readonly then: (inflated: Buffer) => void;
}

const NOTHING = Buffer.alloc(0);

/** How far back a message can refer (RFC 7692, 7.1.2), in bytes. */
const WINDOW = 32 * 1024;

/**
 * Inflates the messages of one direction of a WebSocket one after the other, in the thread pool of Node and not in the
 * thread of the program. What cannot be read, or exceeds `maxBytes` inflated or in the queue, is told once to `onBroken`
 * and ends it.
 */
export class MessageInflater {
  readonly #deflate: Deflate;
  readonly #maxBytes: number;
  readonly #onBroken: () => void;
  #stream: InflateRaw | null = null;
  #queue: Job[] = [];
  #queuedBytes = 0;
  #parts: Buffer[] = [];
  #inflatedBytes = 0;
  /** The messages that came out last, as far as later ones may refer to them. */
  #past: Buffer[] = [];
  #pastBytes = 0;
  #isOver = false;

  constructor(deflate: Deflate, maxBytes: number, onBroken: () => void) {
    this.#deflate = deflate;
    this.#maxBytes = maxBytes;
    this.#onBroken = onBroken;
  }

  /** Inflates a whole message; `then` comes later, in the order of the calls, and never when it cannot be read. */
  push(parts: readonly Uint8Array[], then: (inflated: Buffer) => void): void {
    if (this.#isOver) return;
    const payload = Buffer.concat([...parts, TAIL]);
    this.#queue.push({ payload, then });
    this.#queuedBytes += payload.byteLength;
    if (this.#queuedBytes > this.#maxBytes) this.#break();
    else if (this.#queue.length === 1) this.#next();
  }

  /** Calls back when the messages before it have come out or never will; at once when none is under way. */
  after(then: () => void): void {
    if (this.#queue.length === 0) then();
    else this.#queue.push({ payload: null, then });
  }

  /** Inflates on this thread what waits, for a process that ends, until that moment; takes no more. */
  finishNow(untilMs: number): void {
    this.#stream?.destroy();
    this.#stream = null;
    this.#parts = [];
    for (let job = this.#queue[0]; job !== undefined; job = this.#queue[0]) {
      const inflated = job.payload === null ? NOTHING : this.#inflateNow(job.payload, untilMs);
      if (inflated === null) {
        this.#break();
        return;
      }
      this.#remember(inflated);
      job.then(inflated);
      this.#queue.shift();
    }
    this.close();
  }

  /** Forgets the messages that wait. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const left = this.#queue;
    this.#queue = [];
    this.#parts = [];
    this.#stream?.destroy();
    this.#stream = null;
    for (const { payload, then } of left) if (payload === null) then(NOTHING);
  }

  #next(): void {
    for (;;) {
      const job = this.#queue[0];
      if (job === undefined) return;
      if (job.payload !== null) {
        this.#inflate(job.payload, job);
        return;
      }
      this.#queue.shift();
      job.then(NOTHING);
    }
  }

  #inflate(payload: Buffer, job: Job): void {
    this.#stream ??= this.#open();
    const stream = this.#stream;
    stream.write(payload);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      if (this.#isOver) return;
      const inflated = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#inflatedBytes = 0;
      this.#queuedBytes -= payload.byteLength;
      if (!this.#deflate.contextTakeover) stream.reset();
      this.#remember(inflated);
      job.then(inflated);
      this.#queue.shift();
      this.#next();
    });
  }

  /** Null when it cannot be read, or not in time. */
  #inflateNow(payload: Buffer, untilMs: number): Buffer | null {
    if (performance.now() > untilMs) return null;
    const past = Buffer.concat(this.#past).subarray(-WINDOW);
    try {
      return inflateRawSync(payload, {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: this.#maxBytes,
        ...(past.byteLength > 0 && { dictionary: past }),
      });
    } catch {
      return null;
    }
  }

  #remember(inflated: Buffer): void {
    if (!this.#deflate.contextTakeover || inflated.byteLength === 0) return;
    this.#past.push(inflated);
    this.#pastBytes += inflated.byteLength;
    for (let first = this.#past[0]; first !== undefined; first = this.#past[0]) {
      if (this.#pastBytes - first.byteLength < WINDOW) break;
      this.#pastBytes -= first.byteLength;
      this.#past.shift();
    }
  }

  #open(): InflateRaw {
    const stream = createInflateRaw();
    stream.on("data", (part: Buffer) => {
      this.#inflatedBytes += part.byteLength;
      if (this.#inflatedBytes > this.#maxBytes) this.#break();
      else this.#parts.push(part);
    });
    stream.on("error", () => this.#break());
    // A block that says that it is the last would end a stream that goes on.
    stream.on("end", () => this.#break());
    return stream;
  }

  #break(): void {
    if (this.#isOver) return;
    this.#onBroken();
    this.close();
  }
}
