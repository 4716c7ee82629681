import { setTimeout as sleep } from "node:timers/promises";
import type { Segment } from "#lib/domain/segment.ts";
import type { Assembly } from "#lib/domain/turn.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { closeIdleScopes } from "#lib/store/close-idle-scopes.ts";
import type { Database } from "#lib/store/database.ts";
import { ASSEMBLY_BATCH, assemblePending, dropNextPending } from "#lib/store/pending-assemblies.ts";
import { isRefusedData } from "./sql-state.ts";

/** A wake-up waits this long, so that what arrives together is assembled together. */
const SETTLE_MS = 200;
const POLL_MS = 1_000;
const BACK_OFF_MAX_MS = 30_000;
/** Longer than any client waits for a silent stream: Codex gives up after five minutes. */
const IDLE_MS = 15 * 60_000;
const IDLE_CHECK_MS = 60_000;
/**
 * While exports wait for the database, assembly rests this many times as long as it worked, since acknowledging comes
 * first; a rest never takes longer than `REST_MAX_MS`, so that pages go on following.
 */
const REST_FACTOR = 4;
const REST_MAX_MS = 2_000;

const NOTHING: Assembly = { turns: [], roundTrips: [], toolCalls: [], approvals: [], warmUps: [] };

/** What the assembler tells of its work, and asks. */
export interface AssemblerEvents {
  /** Whether exports wait for the database. */
  isPressed(): boolean;
  /** A round came to its end. */
  worked(): void;
  /** A round failed; it is tried again, ever more rarely. */
  failed(error: unknown): void;
  /** One segment could not be assembled, or the database refuses what it became; the others go on. */
  segmentFailed(error: unknown): void;
}

/** Works off the queue of pending assemblies in the background, from `start` until `stop`. */
export class Assembler {
  readonly #database: Database;
  readonly #events: AssemblerEvents;
  #running: Promise<void> | null = null;
  #isStopping = false;
  #backOffMs = 0;
  #nextIdleCheckMs = 0;
  #endWait: () => void = () => undefined;

  constructor(database: Database, events: AssemblerEvents) {
    this.#database = database;
    this.#events = events;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Says that there is something to do. Does not shorten the waiting after a failure. */
  wake(): void {
    if (this.#backOffMs === 0) this.#endWait();
  }

  /** Resolves when the round that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#endWait();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.#round();
      await this.#wait(this.#backOffMs || POLL_MS);
      if (!this.#isStopping) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  }

  async #round(): Promise<void> {
    try {
      while (!this.#isStopping) {
        const startMs = performance.now();
        if ((await this.#workOff()) === 0) break;
        if (this.#events.isPressed()) {
          await sleep(Math.min((performance.now() - startMs) * REST_FACTOR, REST_MAX_MS));
        }
      }
      await this.#closeIdle();
      this.#backOffMs = 0;
      this.#events.worked();
    } catch (error) {
      this.#backOffMs = Math.min(Math.max(this.#backOffMs * 2, POLL_MS), BACK_OFF_MAX_MS);
      this.#events.failed(error);
    }
  }

  /** A batch whose rows the database refuses is taken apart, so that only the entry at fault is given up. */
  async #workOff(): Promise<number> {
    try {
      return await assemblePending(this.#database, this.#assemble);
    } catch (error) {
      if (!isRefusedData(error)) throw error;
    }
    for (let worked = 0; worked < ASSEMBLY_BATCH && !this.#isStopping; worked += 1) {
      try {
        if ((await assemblePending(this.#database, this.#assemble, 1)) === 0) return worked;
      } catch (error) {
        if (!isRefusedData(error)) throw error;
        this.#events.segmentFailed(error);
        await dropNextPending(this.#database);
      }
    }
    return ASSEMBLY_BATCH;
  }

  async #closeIdle(): Promise<void> {
    if (performance.now() < this.#nextIdleCheckMs) return;
    await closeIdleScopes(this.#database, IDLE_MS);
    this.#nextIdleCheckMs = performance.now() + IDLE_CHECK_MS;
  }

  /** A segment that cannot be assembled shows nothing, instead of holding up all others in the queue for ever. */
  readonly #assemble = (segment: Segment): Assembly => {
    try {
      return assembleSegment(segment);
    } catch (error) {
      this.#events.segmentFailed(error);
      return NOTHING;
    }
  };

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
