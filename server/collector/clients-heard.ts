import type { Observation } from "#lib/domain/observation.ts";
import { textFact } from "#lib/domain/read-facts.ts";

/** Clients that are told apart; whoever invents names by the thousand counts as one more. */
const NAMES_MAX = 200;
const REST = "other";

/** What one client sent since the collector started. */
export interface ClientHeard {
  readonly client: string;
  readonly observations: number;
  /** Unix ms of its last export that told something. */
  readonly lastMs: number;
}

/** Remembers which clients export, and when each last did. */
export class ClientsHeard {
  readonly #clients = new Map<string, { observations: number; lastMs: number }>();

  /** Counts the observations of one export that came at this Unix ms. */
  heard(observations: readonly Observation[], atMs: number): void {
    for (const observation of observations) {
      const name = textFact(observation, "client") ?? "unknown";
      const key = this.#clients.has(name) || this.#clients.size < NAMES_MAX ? name : REST;
      const known = this.#clients.get(key);
      if (known) {
        known.observations += 1;
        known.lastMs = atMs;
      } else this.#clients.set(key, { observations: 1, lastMs: atMs });
    }
  }

  list(): readonly ClientHeard[] {
    return [...this.#clients].map(([client, heard]) => ({ client, ...heard }));
  }
}
