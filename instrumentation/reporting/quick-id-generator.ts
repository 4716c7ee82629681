import { randomBytes } from "node:crypto";
import type { IdGenerator } from "@opentelemetry/sdk-trace";

/** Random bytes are drawn for so many ids at once: drawing them one by one is most of what a span costs. */
const POOL_BYTES = 4_096;

/** Ids as random as the SDK's own, at a fraction of their time. */
export class QuickIdGenerator implements IdGenerator {
  #pool: Buffer = Buffer.alloc(0);
  #at = 0;

  generateTraceId(): string {
    return this.#draw(16);
  }

  generateSpanId(): string {
    return this.#draw(8);
  }

  #draw(bytes: number): string {
    if (this.#at + bytes > this.#pool.byteLength) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#at = 0;
    }
    const id = this.#pool.toString("hex", this.#at, this.#at + bytes);
    this.#at += bytes;
    return id;
  }
}
