import { printError } from "./print.ts";

/** Something that was started and has to be stopped. */
export interface Part {
  readonly stop: () => Promise<void>;
  readonly kill: () => void;
}

/** What has been started, in order; it is stopped from the end. */
export class StartedParts {
  readonly #parts: Part[] = [];

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  push(part: Part): void {
    this.#parts.push(part);
  }

  /** Lets each finish what it does, one after the other. */
  async stop(): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      await part.stop().catch((error: unknown) => printError(`Could not stop cleanly: ${String(error)}`));
    }
  }

  /** Ends all at once. */
  kill(): void {
    for (const part of this.#parts.toReversed()) part.kill();
  }
}
