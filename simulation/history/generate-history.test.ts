import { expect, test } from "vitest";
import { attributePhases } from "#lib/domain/attribute-phases.ts";
import { decodeTokensPerSecond, e2eTokensPerSecond } from "#lib/domain/token-rates.ts";
import { turnPieces } from "#lib/ingest/assembly/turn-pieces.ts";
import { generateHistory, type History } from "./generate-history.ts";
import type { HistorySegment } from "./run-turn.ts";

const END_MS = Date.UTC(2026, 10, 27, 15, 30);
const OPTIONS = { seed: 7, roundTrips: 8_000, people: 120, teams: 12, days: 14, endMs: END_MS };

function segmentsOf(history: History): HistorySegment[] {
  return history.days.flatMap((day) => [...day.segments()]);
}

const history = generateHistory(OPTIONS);
const segments = segmentsOf(history);
const turns = segments.flatMap(({ assembly }) => assembly.turns.map((turn) => ({ ...assembly, turn })));
const roundTrips = segments.flatMap(({ assembly }) => assembly.roundTrips);

test("a history is the same for the same options, in any order of its days, and another for another seed", () => {
  const backwards = generateHistory(OPTIONS).days.toReversed();
  const again = backwards.map((day) => [...day.segments()]).toReversed();
  expect(again.flat()).toEqual(segments);
  expect(segmentsOf(generateHistory({ ...OPTIONS, seed: 8 }))).not.toEqual(segments);
});

test("the parts of a day are other people's and together the day", () => {
  const day = history.days[3];
  const parts = [0, 1, 2].map((index) => [...(day?.segments({ index, of: 3 }) ?? [])]);
  const scopes = parts.map((part) => new Set(part.map(({ scope }) => scope)));
  expect(parts.every((part) => part.length > 0)).toBe(true);
  expect([...(scopes[0] ?? [])].filter((scope) => scopes[1]?.has(scope))).toEqual([]);
  const named = (items: readonly HistorySegment[]) =>
    items.map(({ assembly }) => assembly.turns[0]?.id).toSorted();
  expect(named(parts.flat())).toEqual(named([...(day?.segments() ?? [])]));
});

test.each([
  [8_000, 14],
  [20_000, 1],
  [50, 3],
])("%i round trips in %i days are as many, but for two in a thousand", (wanted, days) => {
  const made = segmentsOf(generateHistory({ ...OPTIONS, roundTrips: wanted, days }))
    .map(({ assembly }) => assembly.roundTrips.length)
    .reduce((a, b) => a + b, 0);
  expect(Math.abs(made - wanted)).toBeLessThanOrEqual(wanted / 500);
});

test("all of it lies between beginning and end, and each day's turns come in their order", () => {
  for (const { turn } of turns) {
    expect(turn.startedAtMs).toBeGreaterThanOrEqual(history.truth.fromMs);
    expect(turn.startedAtMs + turn.durationMs).toBeLessThanOrEqual(END_MS);
  }
  for (const day of history.days) {
    const starts = [...day.segments()].map(({ assembly }) => assembly.turns[0]?.startedAtMs ?? Number.NaN);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.every((atMs) => atMs >= day.fromMs)).toBe(true);
  }
});

test("no id is given twice, and everything is of a turn that is there", () => {
  const ids = segments.flatMap(({ assembly: { turns, roundTrips, toolCalls, approvals, warmUps } }) =>
    [...turns, ...roundTrips, ...toolCalls, ...approvals, ...warmUps].map(({ id }) => id),
  );
  expect(ids.length).toBeGreaterThan(2 * roundTrips.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
  for (const { turn, roundTrips, toolCalls, approvals } of turns)
    for (const { turnId } of [...roundTrips, ...toolCalls, ...approvals]) expect(turnId).toBe(turn.id);
});

test("segments are told apart by scope and prompt, and scopes are named as each client's are", () => {
  const places = segments.map(({ scope, segmentMs }) => `${scope} ${segmentMs}`);
  expect(new Set(places).size).toBe(places.length);
  for (const { scope, segmentMs, assembly } of segments) {
    const turn = assembly.turns[0];
    const isTrace = scope.startsWith("trace/");
    expect(scope).toMatch(/^trace\/[0-9a-f]{32}$|^(codex|claude-code|gemini-cli)\/[0-9a-f-]{36}$/);
    expect(segmentMs).toBe(isTrace ? 0 : turn?.startedAtMs);
    if (!isTrace) expect(scope).toBe(`${turn?.client}/${turn?.sessionId}`);
  }
});

test("a turn's round trips, tools and decisions lie in it, one after the other", () => {
  for (const { turn, roundTrips, toolCalls, approvals } of turns) {
    const stretches = [
      ...roundTrips.map(({ startedAtMs, e2eMs }) => [startedAtMs, startedAtMs + e2eMs]),
      ...toolCalls.map(({ startedAtMs, durationMs }) => [startedAtMs, startedAtMs + (durationMs ?? 0)]),
    ].toSorted(([a = 0], [b = 0]) => a - b);
    let overAtMs = turn.startedAtMs;
    for (const [fromMs = 0, toMs = 0] of stretches) {
      expect(fromMs).toBeGreaterThanOrEqual(overAtMs);
      expect(toMs).toBeGreaterThanOrEqual(fromMs);
      overAtMs = toMs;
    }
    expect(overAtMs).toBeLessThanOrEqual(turn.startedAtMs + turn.durationMs);
    for (const { decidedAtMs, waitMs } of approvals) {
      expect(decidedAtMs - (waitMs ?? 0)).toBeGreaterThanOrEqual(turn.startedAtMs);
      expect(decidedAtMs).toBeLessThanOrEqual(overAtMs);
    }
    expect(turn.outcome).toBe(roundTrips.at(-1)?.outcome);
  }
});

test("what happened in a round trip happened in its order, and its tries fill it", () => {
  for (const roundTrip of roundTrips) {
    const { streamOpenMs, ttftMs, ttfoMs, lastTokenMs, e2eMs, attempts, startedAtMs } = roundTrip;
    const moments = [0, streamOpenMs, ttftMs, ttfoMs, lastTokenMs, e2eMs].filter((ms) => ms !== null);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
    expect(attempts[0]?.startedAtMs).toBe(startedAtMs);
    expect(attempts.at(-1)?.endedAtMs).toBe(startedAtMs + e2eMs);
    const tries = attempts.flatMap((one) => [one.startedAtMs, one.endedAtMs ?? one.startedAtMs]);
    expect(tries).toEqual(tries.toSorted((a, b) => a - b));
  }
});

test("phases are those that the project attributes, and sum exactly to the turn", () => {
  for (const { turn, roundTrips, toolCalls, approvals } of turns) {
    const { phases } = turn;
    expect(Object.values(phases).reduce((a, b) => a + b, 0)).toBe(turn.durationMs);
    const pieces = turnPieces(roundTrips, toolCalls, approvals, []);
    // A WebSocket is set up before the round trip: of that the pieces know nothing without an observation.
    const isBefore = roundTrips.some(({ transport }) => transport === "websocket");
    const attributed = attributePhases(turn.startedAtMs, turn.startedAtMs + turn.durationMs, pieces);
    expect(attributed).toEqual(
      isBefore ? { ...phases, client: phases.client + phases.connect, connect: 0 } : phases,
    );
    if (isBefore && roundTrips[0]?.basis === "wire")
      expect(phases.connect).toBe(roundTrips.reduce((sum, { connectMs }) => sum + (connectMs ?? 0), 0));
  }
});

test("rates are what the project computes from the same tokens and times", () => {
  for (const roundTrip of roundTrips) {
    const tokenEvents = roundTrip.wire?.tokenEvents ?? null;
    expect(roundTrip.e2eTokensPerSecond).toBe(e2eTokensPerSecond(roundTrip));
    if (roundTrip.basis !== "wire" && roundTrip.client === "codex") continue;
    expect(roundTrip.decodeTokensPerSecond).toBe(
      decodeTokensPerSecond({ ...roundTrip, reasoningStreamed: false, tokenEvents }),
    );
  }
  const known = roundTrips.filter(({ decodeTokensPerSecond: rate }) => rate !== null);
  expect(known.length).toBeGreaterThan(roundTrips.length / 2);
});

test("nobody tells what they cannot know", () => {
  const told = roundTrips.filter(({ basis }) => basis !== "wire");
  const [gemini, claude] = ["gemini-cli", "claude-code"].map((name) =>
    told.filter(({ client }) => client === name),
  );
  expect(gemini?.length).toBeGreaterThan(0);
  expect(gemini?.every(({ ttftMs, clientVersion }) => ttftMs === null && clientVersion === null)).toBe(true);
  expect(claude?.length).toBeGreaterThan(0);
  expect(claude?.every(({ ttfoMs, reasoningTokens }) => ttfoMs === null && reasoningTokens === null)).toBe(
    true,
  );
  expect(
    told.every(({ wire, connectMs, account }) => wire === null && connectMs === null && account === null),
  ).toBe(true);
  const unstreamed = roundTrips.filter(({ transport }) => transport === "http");
  expect(unstreamed.length).toBeGreaterThan(0);
  expect(unstreamed.every(({ ttftMs }) => ttftMs === null)).toBe(true);
});

test("of ten million round trips the first can be had without the others", () => {
  const large = generateHistory({ seed: 1, roundTrips: 10_000_000, people: 50, days: 7, endMs: END_MS });
  const first = large.days[0]?.segments().next();
  expect(first?.done).toBe(false);
});

test("numbers that make no history are refused by name", () => {
  expect(() => generateHistory({ ...OPTIONS, roundTrips: 0 })).toThrow("roundTrips");
  expect(() => generateHistory({ ...OPTIONS, days: 1.5 })).toThrow("days");
  expect(() => generateHistory({ ...OPTIONS, endMs: Number.NaN })).toThrow("endMs");
});
