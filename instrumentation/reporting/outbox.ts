import { ProtobufWriter } from "./protobuf-writer.ts";

/** What goes into an outbox, and how it leaves. */
export interface OutboxOptions<T> {
  /** Writes one item behind the others. */
  readonly write: (writer: ProtobufWriter, item: T) => void;
  /** Makes a body of what was written. */
  readonly seal: (written: Uint8Array) => Uint8Array;
  /** Whether the collector took a body. Never rejects. */
  readonly send: (body: Uint8Array) => Promise<boolean>;
  /** Items are sent at the latest so long after they came, in ms. */
  readonly delayMs: number;
  /** More items than this, sent and not acknowledged ones included, are not kept. */
  readonly itemsMax: number;
  /** As many items as a body may have. */
  readonly batchMax: number;
}

interface Batch {
  readonly writer: ProtobufWriter;
  items: number;
  isSending: boolean;
}

/**
 * Holds what is to be sent, one batch after the other, as the bytes that it becomes: written when it comes, so that there is
 * nothing left to do for many at once while a program is busy with something else. Keeps no program alive.
 */
export class Outbox<T> {
  readonly #options: OutboxOptions<T>;
  /** The oldest first; the last one may still be filled. */
  readonly #batches: Batch[] = [];
  #held = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<boolean> | null = null;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  /** Takes one item. What cannot be written throws, and is not there. */
  add(item: T): void {
    const { itemsMax, batchMax, write } = this.#options;
    if (this.#held >= itemsMax) return;
    let batch = this.#batches.at(-1);
    if (batch === undefined || batch.isSending || batch.items >= batchMax) {
      batch = { writer: new ProtobufWriter(), items: 0, isSending: false };
      this.#batches.push(batch);
    }
    const before = batch.writer.length;
    try {
      write(batch.writer, item);
    } catch (error) {
      batch.writer.truncate(before);
      throw error;
    }
    batch.items += 1;
    this.#held += 1;
    this.#schedule();
  }

  /** Sends all that is there; whether the collector took all of it. Never rejects. */
  async flush(): Promise<boolean> {
    let isTaken = true;
    while (this.#batches.length > 0) {
      if (!(await (this.#sending ?? this.#sendOldest()))) isTaken = false;
    }
    return isTaken;
  }

  /** The bodies of what is not acknowledged yet. */
  unsent(): Uint8Array[] {
    return this.#batches.flatMap(({ writer, items }) =>
      items === 0 ? [] : [this.#options.seal(writer.written())],
    );
  }

  #schedule(): void {
    if (this.#sending !== null) return;
    const [oldest] = this.#batches;
    if (oldest === undefined) return;
    if (oldest.items >= this.#options.batchMax) void this.#sendOldest();
    else this.#timer ??= setTimeout(() => void this.#sendOldest(), this.#options.delayMs).unref();
  }

  #sendOldest(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [batch] = this.#batches;
    if (batch === undefined) return Promise.resolve(true);
    batch.isSending = true;
    const sending = this.#options.send(this.#options.seal(batch.writer.written())).then((isTaken) => {
      this.#batches.shift();
      this.#held -= batch.items;
      this.#sending = null;
      this.#schedule();
      return isTaken;
    });
    this.#sending = sending;
    return sending;
  }
}
