import { findClientRoundTrips } from "#lib/store/find-client-round-trips.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ClientExports } from "./describe-collector.ts";

const DAY_MS = 24 * 60 * 60_000;

/** One client, as the collector heard it and as the database knows it. */
export interface ClientSeen {
  readonly client: string;
  /** Unix ms of its last export since the collector started; null when it sent none. */
  readonly lastExportMs: number | null;
  /** Observations since the collector started. */
  readonly observations: number;
  /** Round trips of the last 24 hours. */
  readonly roundTrips: number;
  /** Unix ms of the start of the last of them. */
  readonly lastRoundTripMs: number | null;
}

/** All clients heard since the collector started or with round trips in the last day, the latest heard first. */
export async function listClients(
  heard: readonly ClientExports[],
  nowMs: number,
  database = sharedDatabase(),
): Promise<readonly ClientSeen[]> {
  const known = await findClientRoundTrips(database, { fromMs: nowMs - DAY_MS, toMs: nowMs });
  const names = new Set([...heard, ...known].map(({ client }) => client));
  return [...names]
    .map((client) => {
      const exports = heard.find((one) => one.client === client);
      const trips = known.find((one) => one.client === client);
      return {
        client,
        lastExportMs: exports?.lastMs ?? null,
        observations: exports?.observations ?? 0,
        roundTrips: trips?.n ?? 0,
        lastRoundTripMs: trips?.lastMs ?? null,
      };
    })
    .toSorted((a, b) => (b.lastExportMs ?? 0) - (a.lastExportMs ?? 0) || (a.client < b.client ? -1 : 1));
}
