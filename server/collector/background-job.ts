/** What a background job does, and how it tells of itself. */
export interface BackgroundWork {
  /** One step; resolves with whether there was something to do. */
  readonly step: () => Promise<boolean>;
  /** How long to wait when there was nothing, in ms. */
  readonly pauseMs: number;
  /** How long to wait before the first step, in ms. */
  readonly delayMs?: number;
  worked(): void;
  /** A step failed; it is tried again, ever more rarely. */
  failed(error: unknown): void;
}

const BACK_OFF_MAX_MS = 60_000;
/** Between two steps, so that what answers people and clients comes first. */
const BREATH_MS = 20;

/** Does one step after the other in the background, from `start` until `stop`. */
export class BackgroundJob {
  readonly #work: BackgroundWork;
  #running: Promise<void> | null = null;
  #isStopping = false;
  #endWait: () => void = () => undefined;

  constructor(work: BackgroundWork) {
    this.#work = work;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the step that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#endWait();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { step, pauseMs, delayMs = 0 } = this.#work;
    let backOffMs = 0;
    await this.#wait(delayMs);
    while (!this.#isStopping) {
      try {
        const didSomething = await step();
        backOffMs = 0;
        this.#work.worked();
        await this.#wait(didSomething ? BREATH_MS : pauseMs);
      } catch (error) {
        this.#work.failed(error);
        backOffMs = Math.min(Math.max(backOffMs * 2, pauseMs), BACK_OFF_MAX_MS);
        await this.#wait(backOffMs);
      }
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isStopping) this.#endWait();
    });
  }
}
