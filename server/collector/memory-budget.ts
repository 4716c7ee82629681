import { tryAgainLater } from "./refusal.ts";

/** Requests up to this size may use the reserve. */
const SMALL_BYTES = 256 * 1024;

/**
 * Bounds the bytes that requests hold while they are read or wait for their commit. No flood takes all of it: a sender
 * with several requests under way holds at most as much as is still free, and a reserve is for small requests, which
 * is what a coding client sends.
 */
export class MemoryBudget {
  readonly #maxBytes: number;
  readonly #reserveBytes: number;
  readonly #requestsOf = new Map<string, Set<{ heldBytes: number }>>();
  #usedBytes = 0;

  constructor(maxBytes: number, reserveBytes = 0) {
    this.#maxBytes = maxBytes;
    this.#reserveBytes = reserveBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A share for one request of this program, empty at first. Dispose of it when the request is answered. */
  open(program = ""): MemoryShare {
    const request = { heldBytes: 0 };
    const siblings = this.#requestsOf.get(program) ?? new Set();
    this.#requestsOf.set(program, siblings.add(request));
    const take = (bytes: number) => {
      // What would never fit is let in alone, since coming back would not help it; other rules bound a single request.
      const isAlone = this.#usedBytes === request.heldBytes;
      const isSmall = request.heldBytes + bytes <= SMALL_BYTES;
      const freeBytes = this.#maxBytes - (isSmall ? 0 : this.#reserveBytes) - this.#usedBytes;
      const isGreedy = siblings.size > 1 && !isSmall && heldBytesOf(siblings) + bytes > freeBytes;
      if (!isAlone && (bytes > freeBytes || isGreedy)) throw tryAgainLater(FULL);
      request.heldBytes += bytes;
      this.#usedBytes += bytes;
    };
    const give = (bytes: number) => {
      this.#usedBytes -= bytes;
      request.heldBytes -= bytes;
    };
    return {
      take,
      become: (bytes) => {
        if (bytes > request.heldBytes) take(bytes - request.heldBytes);
        else give(request.heldBytes - bytes);
      },
      [Symbol.dispose]: () => {
        give(request.heldBytes);
        siblings.delete(request);
        if (siblings.size === 0 && this.#requestsOf.get(program) === siblings)
          this.#requestsOf.delete(program);
      },
    };
  }
}

const FULL = "Too much is waiting to be stored; nothing of this request was kept.";

/** What one request holds of the budget. */
export interface MemoryShare extends Disposable {
  /** Adds to the share, or throws a Refusal (503) when all is in use. */
  take(bytes: number): void;
  /** Makes the share this large, whatever it was, or throws a Refusal (503) when that is too much. */
  become(bytes: number): void;
}

function heldBytesOf(requests: ReadonlySet<{ readonly heldBytes: number }>): number {
  return [...requests].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
}
