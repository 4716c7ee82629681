import { expect, test } from "vitest";
import type { RoundTrip } from "#lib/domain/round-trip.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { observeRateLimits } from "#lib/ingest/rate-limits/observe-rate-limits.ts";
import { type PlayedTurn, playHistory } from "#simulation/accounts/play-history.ts";
import { demoHistory } from "#simulation/demo/demo-history.ts";
import { assembleAll } from "#tests/support/captures.ts";
import { tellTurn } from "./tell-turn.ts";

const BEGUN = Date.UTC(2026, 10, 25, 15, 30);
const WANTED = 1_500;

/** The first turns of a demo's history, which has every client in it. */
const played: PlayedTurn[] = [];
for (const turn of playHistory(demoHistory(BEGUN))) {
  if (played.length === WANTED) break;
  played.push(turn);
}

/** What the collector makes of what is told. */
function heardOf(turn: PlayedTurn) {
  const bodies = tellTurn(turn, true).map(({ path, body }) => ({
    path,
    bytes: Buffer.from(JSON.stringify(body)),
  }));
  const logs = bodies
    .filter(({ path }) => path === "/v1/logs")
    .flatMap(({ bytes }) => decodeJsonLogs(bytes, SELECTION).groups);
  const spans = bodies
    .filter(({ path }) => path === "/v1/traces")
    .flatMap(({ bytes }) => decodeJsonSpans(bytes, SELECTION).groups);
  return {
    assembly: assembleAll([...observeLogs(logs), ...observeSpans(spans)]),
    readings: observeRateLimits(logs),
  };
}

const all = played.map((turn) => ({ turn, ...heardOf(turn) }));

type Heard = (typeof all)[number];

const isMeasured = ({ turn }: Heard) => turn.segment.assembly.roundTrips[0]?.basis === "wire";
const clientOf = ({ turn }: Heard) => turn.segment.assembly.turns[0]?.client ?? "";
const CLIENTS = ["codex", "claude-code", "gemini-cli"];

/** What must be heard as it was made, and in ms what must be heard within 2 ms: Codex stamps in whole ones. */
const facts = (roundTrip: RoundTrip) => ({
  client: roundTrip.client,
  clientVersion: roundTrip.clientVersion,
  person: roundTrip.person,
  team: roundTrip.team,
  provider: roundTrip.provider,
  model: roundTrip.model,
  serviceTier: roundTrip.serviceTier,
  basis: roundTrip.basis,
  outcome: roundTrip.outcome,
  inputTokens: roundTrip.inputTokens,
  outputTokens: roundTrip.outputTokens,
  account: roundTrip.account,
  limitFamily: roundTrip.limitFamily,
  attempts: roundTrip.attempts.map(({ throttle }) => throttle),
});
const times = ({ startedAtMs, ttftMs, e2eMs }: RoundTrip) => ({ startedAtMs, ttftMs, e2eMs });

function isNear(made: RoundTrip, heard: RoundTrip | undefined): boolean {
  if (heard === undefined) return false;
  const [a, b] = [times(made), times(heard)];
  return (["startedAtMs", "ttftMs", "e2eMs"] as const).every(
    (name) => (a[name] === null) === (b[name] === null) && Math.abs((a[name] ?? 0) - (b[name] ?? 0)) <= 2,
  );
}

test("a turn that is told of is heard as one turn, by every client", () => {
  expect(new Set(all.map(clientOf)).size).toBeGreaterThan(4);
  expect(all.filter(({ assembly }) => assembly.turns.length !== 1)).toEqual([]);
});

test("what is measured at the wire is heard as it was made, the limits too", () => {
  // Gemini CLI gives each try of a call out as a call of its own, so that what follows a failure is taken for a retry.
  const own = all.filter((one) => isMeasured(one) && clientOf(one) !== "gemini-cli");
  const made = own.flatMap(({ turn }) => turn.segment.assembly.roundTrips);
  const heard = own.flatMap(({ assembly }) => assembly.roundTrips);
  expect(heard.map(facts)).toEqual(made.map(facts));
  const far = made.filter((roundTrip, index) => !isNear(roundTrip, heard[index]));
  // Of a stream that was cut while it reasoned in hiding, the wire cannot know that the token it saw was not the first.
  expect(far.length).toBeLessThan(made.length / 500);
  const readings = own.flatMap(({ turn }) => turn.readings);
  expect(readings.length).toBeGreaterThan(100);
  expect(own.flatMap(({ readings: told }) => told.map(({ id: _, ...reading }) => reading))).toEqual(readings);
});

test.each(CLIENTS)("what %s tells by itself is heard, but for what it cannot tell", (client) => {
  const own = all.filter((one) => clientOf(one) === client && !isMeasured(one));
  const [made, heard] = [own.map(({ turn }) => turn.segment.assembly), own.map(({ assembly }) => assembly)];
  expect(made.length).toBeGreaterThan(40);
  // Who is refused to the end and goes on is, in the logs of some, one call that was tried again.
  const whole = made.filter(
    ({ roundTrips }, index) => roundTrips.length === heard[index]?.roundTrips.length,
  ).length;
  expect(whole / made.length).toBeGreaterThan(0.8);
  const pairs = made.flatMap(({ roundTrips }, index) =>
    roundTrips.length === heard[index]?.roundTrips.length
      ? roundTrips.map((roundTrip, at) => [roundTrip, heard[index]?.roundTrips[at]] as const)
      : [],
  );
  const same = pairs.filter(
    ([a, b]) =>
      b !== undefined &&
      a.model === b.model &&
      a.person === b.person &&
      a.outcome === b.outcome &&
      a.inputTokens === b.inputTokens &&
      a.outputTokens === b.outputTokens,
  );
  expect(same.length / pairs.length).toBeGreaterThan(0.98);
  expect(pairs.filter(([a, b]) => isNear(a, b)).length / pairs.length).toBeGreaterThan(0.9);
});

test("tools are heard with what was waited for before them", () => {
  for (const client of ["codex", "claude-code"]) {
    const own = all.filter((one) => clientOf(one) === client);
    const sums = (of: (one: Heard) => Heard["assembly"]) => ({
      tools: own.reduce((sum, one) => sum + of(one).toolCalls.length, 0),
      asked: own.reduce((sum, one) => sum + of(one).approvals.length, 0),
    });
    expect(sums(({ assembly }) => assembly)).toEqual(sums(({ turn }) => turn.segment.assembly));
    const waited = (of: (one: Heard) => Heard["assembly"]) =>
      own.flatMap((one) => of(one).approvals).reduce((sum, { waitMs }) => sum + (waitMs ?? 0), 0);
    const [heard, made] = [waited(({ assembly }) => assembly), waited(({ turn }) => turn.segment.assembly)];
    expect(made).toBeGreaterThan(60_000);
    expect(Math.abs(heard / made - 1)).toBeLessThan(0.02);
  }
});
