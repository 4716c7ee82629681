import { constants, createInflateRaw, type InflateRaw } from "node:zlib";

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
      job.then(inflated);
      this.#queue.shift();
      this.#next();
    });
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
