import { expect, test } from "vitest";
import { type PlayedTurn, playHistory } from "#simulation/accounts/play-history.ts";
import { DEMO_REGRESSION, demoHistory } from "./demo-history.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

// On a Sunday, early in the morning where most people sleep.
const BEGUN = Date.UTC(2026, 10, 29, 4, 30);

/** What has ended when a demo begins. */
function pastOf(begunAtMs: number): PlayedTurn[] {
  const past: PlayedTurn[] = [];
  for (const turn of playHistory(demoHistory(begunAtMs))) {
    if (turn.endMs > begunAtMs) break;
    past.push(turn);
  }
  return past;
}

const past = pastOf(BEGUN);
const roundTrips = past.flatMap(({ segment }) => segment.assembly.roundTrips);
const since = (hours: number) =>
  roundTrips.filter(({ startedAtMs }) => startedAtMs >= BEGUN - hours * HOUR_MS);

test("a demo has a past of thirty days, and something in each hour up to its beginning, whatever the day", () => {
  expect(roundTrips.length).toBeGreaterThan(60_000);
  expect(roundTrips.length).toBeLessThan(150_000);
  expect(Math.min(...roundTrips.slice(0, 1000).map(({ startedAtMs }) => startedAtMs))).toBeLessThan(
    BEGUN - 29.9 * DAY_MS,
  );
  const hours = new Set(since(24).map(({ startedAtMs }) => Math.ceil((BEGUN - startedAtMs) / HOUR_MS)));
  expect(hours.size).toBe(24);
  expect(new Set(roundTrips.map(({ team }) => team)).size).toBe(4);
});

test("its turns come in the order in which they end", () => {
  const ends = past.map(({ endMs }) => endMs);
  const late = ends.filter((endMs, index) => endMs < (ends[index - 1] ?? 0) - 1_000);
  expect(late.length).toBeLessThan(5);
});

test("the new version spreads since a day to a part of those who use Codex, and is as much slower as planted", () => {
  const codex = since(DEMO_REGRESSION.sinceHours).filter(({ client }) => client === "codex");
  const hit = codex.filter(({ clientVersion }) => clientVersion === DEMO_REGRESSION.clientVersion);
  expect(hit.length / codex.length).toBeGreaterThan(0.25);
  expect(hit.length / codex.length).toBeLessThan(0.75);
  const isNew = (one: (typeof roundTrips)[number]) => one.clientVersion === DEMO_REGRESSION.clientVersion;
  const median = (of: typeof roundTrips) => {
    const values = of.flatMap(({ ttftMs, model, serviceTier }) =>
      ttftMs !== null && model === "gpt-5.3-codex" && serviceTier === "default" ? [ttftMs] : [],
    );
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  };
  const ratio = median(codex.filter(isNew)) / median(codex.filter((one) => !isNew(one)));
  expect(ratio).toBeGreaterThan(1.5);
  expect(ratio).toBeLessThan(2.4);
  expect(roundTrips.filter((one) => isNew(one) && one.startedAtMs < BEGUN - 23 * HOUR_MS)).toEqual([]);
});

test("readings of a window never fall before it ends, and follow what is used", () => {
  const readings = past.flatMap(({ readings: told }) => told).filter(({ unit }) => unit === "percent");
  const buckets = Map.groupBy(
    readings,
    ({ account, family, windowMinutes }) => `${account} ${family} ${windowMinutes}`,
  );
  expect(buckets.size).toBeGreaterThan(60);
  for (const own of buckets.values()) {
    const inOrder = own.toSorted((a, b) => a.observedAtMs - b.observedAtMs);
    const falls = inOrder.filter((reading, index) => {
      const before = inOrder[index - 1];
      return (
        before !== undefined &&
        (reading.usedFraction ?? 0) < (before.usedFraction ?? 0) &&
        reading.observedAtMs < (before.resetsAtMs ?? 0) - 1_000
      );
    });
    expect(falls).toEqual([]);
  }
});

test("who finds a window used up is refused with its end, and mostly waits for it", () => {
  const refused = roundTrips.filter(({ attempts }) => attempts.at(-1)?.throttle?.boundBy?.unit === "percent");
  expect(refused.length).toBeGreaterThan(8);
  for (const { outcome, attempts, outputTokens } of refused) {
    expect([outcome, outputTokens, attempts.at(-1)?.throttle?.class]).toEqual(["rateLimited", null, "quota"]);
    expect(attempts.at(-1)?.throttle?.retryAfterMs).toBeGreaterThan(0);
  }
});
