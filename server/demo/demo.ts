import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "#lib/config/settings.ts";
import type { DemoState } from "#lib/domain/demo-state.ts";
import { stopOrphan } from "#server/database/postgres-server.ts";
import { printError } from "#server/print.ts";
import {
  addressOf,
  migrateStack,
  type StackStart,
  startEmbedded,
  startPrograms,
  startServices,
} from "#server/start-stack.ts";
import { type Part, StartedParts } from "#server/started-parts.ts";
import { answerAboutDemo } from "./answer-about-demo.ts";
import { chooseDemoPorts } from "./choose-demo-ports.ts";
import { DEMO_HISTORY, readDemoMark } from "./demo-mark.ts";
import { fillByChild } from "./fill-by-child.ts";

/** After so long what is new in a demo would no longer be new: it is made anew at its next start. */
const FRESH_MS = 12 * 3_600_000;

/**
 * The demo: a second Roundtrip with a database of its own in the folder `demo` of the real one's data directory, filled with a
 * made-up history and kept going by a made-up team. One thing is done after the other, in the order in which it was asked for.
 */
export class Demo implements Part {
  readonly #real: Settings;
  readonly #say: (line: string) => void;
  readonly #folder: string;
  readonly #parts = new StartedParts();
  #state: DemoState = { status: "absent" };
  #doing: Promise<void>;
  #cancel = new AbortController();

  /** Cleans up behind a run that was killed. `say` is told when the demo is there. */
  constructor(real: Settings, say: (line: string) => void) {
    this.#real = real;
    this.#say = say;
    this.#folder = join(real.dataDir, "demo");
    this.#doing = this.#cleanUp().catch((error: unknown) => this.#fail(error));
  }

  get state(): DemoState {
    return this.#state;
  }

  /** Begins to bring it up, unless it is up or coming; how far it is, is in the state. */
  start(): void {
    if (this.#state.status === "starting" || this.#state.status === "ready") return;
    this.#state = { status: "starting", progress: 0, step: "Starting" };
    const cancel = new AbortController();
    this.#cancel = cancel;
    this.#then(async () => {
      try {
        await this.#bringUp(cancel.signal);
      } catch (error) {
        await this.#parts.stop();
        if (!cancel.signal.aborted) throw error;
      }
    });
  }

  /** Begins to stop and delete it. */
  remove(): void {
    if (this.#state.status === "removing") return;
    this.#state = { status: "removing" };
    this.#cancel.abort();
    this.#then(async () => {
      await this.#parts.stop();
      await this.#deleteFolder();
      if (this.#state.status === "removing") this.#state = { status: "absent" };
      this.#say("The demo is removed");
    });
  }

  async stop(): Promise<void> {
    this.#cancel.abort();
    await this.#doing;
    await this.#parts.stop();
  }

  kill(): void {
    this.#parts.kill();
  }

  #then(task: () => Promise<void>): void {
    this.#doing = this.#doing.then(task).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#state = { status: "failed", reason };
    printError(`The demo failed: ${reason}`);
  }

  /** What a killed run left: a server without a supervisor, or a folder that is not whole. */
  async #cleanUp(): Promise<void> {
    await stopOrphan(join(this.#folder, "postgres"));
    if ((await readDemoMark(this.#folder)) === null) await this.#deleteFolder();
    else if (this.#state.status === "absent") this.#state = { status: "resting" };
  }

  async #bringUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const mark = await readDemoMark(this.#folder);
    const isFresh = mark !== null && mark.history === DEMO_HISTORY && Date.now() - mark.begunAtMs < FRESH_MS;
    if (!isFresh) await this.#deleteFolder();
    await mkdir(this.#folder, { recursive: true });
    const ports = await chooseDemoPorts(this.#real);
    const settings = { ...this.#real, ...ports, dataDir: this.#folder, databaseUrl: null, owner: "demo's " };
    const stack: StackStart = { settings, parts: this.#parts, signal, say: () => undefined };
    this.#step(0.02, "Starting its database");
    const url = await startEmbedded(stack);
    await migrateStack(url, stack);
    if (!isFresh) {
      this.#say("Demo: a space of its own is being filled with made-up data, which takes a minute");
      this.#step(0.05, "Making up a month of work");
      await fillByChild(url, stack, (progress) =>
        this.#step(0.05 + 0.85 * progress, "Making up a month of work"),
      );
    }
    this.#step(0.92, "Starting its dashboard");
    await startServices(url, stack, {
      onMessage: answerAboutDemo(this),
      environment: { ROUNDTRIP_DEMO_OF: String(this.#real.dashboardPort) },
    });
    await startPrograms(url, stack)({ name: "The demo's team", main: "./demo/play.ts" });
    if (signal.aborted) throw signal.reason;
    this.#state = { status: "ready", port: ports.dashboardPort };
    this.#say(`The demo is at ${addressOf(this.#real.host, ports.dashboardPort)}`);
  }

  #step(progress: number, step: string): void {
    if (this.#state.status === "starting") this.#state = { status: "starting", progress, step };
  }

  async #deleteFolder(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
