import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Database } from "#lib/store/database.ts";
import { loadAssemblies } from "#lib/store/load-assemblies.ts";
import { saveRateLimitReadings } from "#lib/store/save-rate-limit-readings.ts";
import type { MadeReading } from "#simulation/accounts/made-reading.ts";
import { playHistory } from "#simulation/accounts/play-history.ts";
import { demoHistory } from "#simulation/demo/demo-history.ts";

/** Readings that one statement takes. */
const READINGS = 4_000;

/**
 * Stores the past of a demo that begins at a Unix ms: turns as they would have been assembled, and readings of limits as they
 * would have been heard. Tells how far it is, 0 to 1. For an empty database.
 */
export async function fillDemo(
  database: Database,
  begunAtMs: number,
  tell: (progress: number) => void,
): Promise<void> {
  const history = demoHistory(begunAtMs);
  const { fromMs } = history.truth;
  const heard: MadeReading[] = [];
  const past = function* () {
    for (const { segment, readings, endMs } of playHistory(history)) {
      if (endMs > begunAtMs) return;
      heard.push(...readings);
      tell(Math.min(1, Math.max(0, (endMs - fromMs) / (begunAtMs - fromMs))));
      yield segment;
    }
  };
  await loadAssemblies(database, past());
  for (let from = 0; from < heard.length; from += READINGS)
    await saveRateLimitReadings(database, heard.slice(from, from + READINGS).map(withKey));
  tell(1);
}

function withKey(reading: MadeReading) {
  const { provider, account, family, windowMinutes, unit, observedAtMs, usedFraction } = reading;
  const key = [provider, account, family, windowMinutes, unit, observedAtMs, usedFraction];
  return { ...reading, id: observationKey("rate limit", ...key) };
}
