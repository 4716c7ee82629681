import { afterAll, beforeAll, expect, test } from "vitest";
import { playDemo } from "#server/demo/play-demo.ts";
import { type PlayedTurn, playHistory } from "#simulation/accounts/play-history.ts";
import { demoHistory } from "#simulation/demo/demo-history.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const HOUR_MS = 3_600_000;

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector?.close());

/** Plays until what had ended at the beginning is told. */
async function play(begunAtMs: number, toldUntilMs: number, untilMs: number): Promise<void> {
  const ending = new AbortController();
  const playing = playDemo({
    mark: { history: "", begunAtMs, toldUntilMs },
    collectorUrl: `http://127.0.0.1:${collector.port}`,
    signal: ending.signal,
    toldUntil: async (ms) => {
      if (ms >= untilMs) ending.abort();
    },
  });
  await playing.catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  while ((await collector.database.pendingAssembly.count()) > 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
}

const turns = async () => await collector.database.turn.count();

test("the team of a demo that slept catches up, and what is told twice is there once", async () => {
  const nowMs = Date.now();
  const begunAtMs = nowMs - 3 * HOUR_MS;
  const slept: PlayedTurn[] = [];
  for (const played of playHistory(demoHistory(begunAtMs))) {
    if (played.endMs > nowMs) break;
    if (played.endMs > begunAtMs) slept.push(played);
  }
  const lastMs = slept.at(-1)?.endMs ?? Number.NaN;
  expect(slept.length).toBeGreaterThan(20);

  await play(begunAtMs, begunAtMs, lastMs);
  expect(await turns()).toBe(slept.length);
  const roundTrips = slept.reduce((sum, { segment }) => sum + segment.assembly.roundTrips.length, 0);
  const stored = await collector.database.roundTrip.count();
  // Who is refused to the end and goes on is, in what some clients tell, one call that was tried again.
  expect(stored).toBeGreaterThan(0.97 * roundTrips);
  expect(stored).toBeLessThanOrEqual(roundTrips);
  expect(await collector.database.rateLimitReading.count()).toBeGreaterThan(0);

  await play(begunAtMs, lastMs - HOUR_MS, lastMs);
  expect([await turns(), await collector.database.roundTrip.count()]).toEqual([slept.length, stored]);
  const metrics = await collector.metrics();
  expect([...metrics.keys()].filter((name) => name.startsWith("roundtrip_received"))).not.toEqual([]);
  expect([...metrics].filter(([name, value]) => name.startsWith("roundtrip_rejected") && value > 0)).toEqual(
    [],
  );
  expect(collector.said).toEqual([]);
});
