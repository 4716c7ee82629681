import type { Database } from "#lib/store/database.ts";
import { simulateWeek } from "#simulation/week/simulate-week.ts";
import type { WeekAttempt, WeekHistory } from "#simulation/week/week-history.ts";
import { storedRoundTrips } from "./stored-rows.ts";
import type { TestCollector } from "./test-collector.ts";
import { weekTelemetry } from "./week-telemetry.ts";

/** A working week that was told of, inside of a longer history that knows what came after it. */
export interface PlayedWeek {
  readonly startMs: number;
  readonly endMs: number;
  readonly history: WeekHistory;
  /** Those that were told of, in the order in which they ended. */
  readonly attempts: readonly WeekAttempt[];
}

const DAY_MS = 86_400_000;

/**
 * Simulates the last whole working week before an instant, Unix ms, and the week after it, and sends what the taps
 * tell of the first of the two. Resolves when all is assembled; rejects when the collector refuses any of it.
 */
export async function playWeek(
  collector: TestCollector,
  options: {
    readonly seed: number;
    readonly pace?: number;
    readonly percentStep?: number;
    readonly nowMs: number;
  },
): Promise<PlayedWeek> {
  const { nowMs, ...how } = options;
  const endMs = lastSaturday(nowMs);
  const startMs = endMs - 7 * DAY_MS;
  const history = simulateWeek({ ...how, endMs: endMs + 8 * DAY_MS, days: 15 });
  const attempts = history.attempts.filter(({ endedAtMs }) => endedAtMs <= endMs);
  for (const { path, body } of weekTelemetry({ ...history, attempts })) {
    const headers = { "content-type": "application/x-protobuf" };
    const { status, body: said } = await collector.send({ path, headers, body });
    if (status !== 200) throw new Error(`The collector answered ${status}: ${said}`);
  }
  while ((await collector.database.pendingAssembly.count()) > 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
  return { startMs, endMs, history, attempts };
}

/** Unix ms at which the last Saturday began (UTC). The first of January 1970 was a Thursday. */
function lastSaturday(nowMs: number): number {
  const day = Math.floor(nowMs / DAY_MS);
  return (day - ((day + 5) % 7)) * DAY_MS;
}

/** Finds the attempt that decided a round trip, by its session and its start. */
export async function callsOfRoundTrips(
  database: Database,
  attempts: readonly WeekAttempt[],
): Promise<(roundTripId: string) => WeekAttempt | undefined> {
  const rows = (await storedRoundTrips(database)).flatMap(({ id, sessionId, tries }) =>
    tries.map(({ startedAtMs }) => ({ id, sessionId, startedAtMs })),
  );
  const ofSession = Map.groupBy(attempts, ({ sessionId }) => sessionId);
  const found = new Map<string, WeekAttempt>();
  for (const { id, sessionId, startedAtMs } of rows) {
    const attempt = ofSession.get(sessionId)?.find((one) => Math.abs(one.startedAtMs - startedAtMs) < 1);
    if (attempt !== undefined && attempt.refusal === null) found.set(id, attempt);
  }
  return (id) => found.get(id);
}
