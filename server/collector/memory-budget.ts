import { tryAgainLater } from "./refusal.ts";

/** Bounds the bytes of all requests that are being read or wait for their commit. */
export class MemoryBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A share for one request, empty at first. Dispose of it when the request is answered. */
  open(): MemoryShare {
    let heldBytes = 0;
    return {
      take: (bytes) => {
        if (this.#usedBytes + bytes > this.#maxBytes) {
          throw tryAgainLater("Too much is waiting to be stored; nothing of this request was kept.");
        }
        heldBytes += bytes;
        this.#usedBytes += bytes;
      },
      [Symbol.dispose]: () => {
        this.#usedBytes -= heldBytes;
        heldBytes = 0;
      },
    };
  }
}

/** What one request holds of the budget. */
export interface MemoryShare extends Disposable {
  /** Adds to the share, or throws a Refusal (503) when all is in use. */
  take(bytes: number): void;
}
