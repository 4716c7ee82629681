import { describe, expect, test } from "vitest";
import type { CapturedRecord } from "#tests/support/captures.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";

type Signals = "logs only" | "traces only" | "logs and traces";

const SIGNALS: readonly (readonly [name: Signals, keep: (record: CapturedRecord) => boolean])[] = [
  ["logs only", ({ signal }) => signal === "logs"],
  ["traces only", ({ signal }) => signal === "traces"],
  ["logs and traces", () => true],
];

/** What the provider reported, and what the client can know of it from each signal. */
const CAPTURES = [
  {
    name: "claude-code",
    tool: "Bash",
    shared: {
      client: "claude-code",
      clientVersion: "2.1.330",
      team: "platform",
      provider: "anthropic",
      model: "claude-opus-5-5",
      serviceTier: null,
      reasoningEffort: "medium",
      transport: "sse",
      inputTokens: 1500,
      cachedInputTokens: 500,
      reasoningTokens: null,
      outcome: "complete",
    },
    outputTokens: () => [40, 12],
    ttftMs: (signals: Signals) => (signals === "logs only" ? [null, null] : [266, 279]),
    streamOpenMs: [16, 5],
  },
  {
    name: "gemini-cli",
    tool: "list_directory",
    shared: {
      client: "gemini-cli",
      clientVersion: null,
      provider: "google",
      model: "gemini-2.5-pro",
      inputTokens: 1000,
      outcome: "complete",
    },
    // The spans leave thoughts out of the output, and do not say how many there were.
    outputTokens: (signals: Signals) => (signals === "traces only" ? [null, null] : [52, 52]),
    ttftMs: () => [null, null],
    streamOpenMs: [null, null],
  },
  {
    name: "qwen-code",
    tool: "run_shell_command",
    shared: {
      client: "qwen-code",
      clientVersion: "0.24.4",
      team: "platform",
      model: "qwen3-coder-plus",
      transport: "sse",
      inputTokens: 1200,
      cachedInputTokens: 800,
      reasoningTokens: 0,
      outcome: "complete",
    },
    outputTokens: () => [11, 60],
    // The first request waited more than a second for the client itself.
    ttftMs: () => [1691, 440],
    streamOpenMs: [null, null],
  },
] as const;

describe.each(CAPTURES)("$name", (capture) => {
  describe.each(SIGNALS)("from %s", (signals, keep) => {
    const assembly = assembleAll(observeRecords(captureRecords(capture.name).filter(keep)));

    test("is one turn, two round trips and one tool call", () => {
      expect({
        turns: assembly.turns.length,
        roundTrips: assembly.roundTrips.length,
        toolCalls: assembly.toolCalls.map(({ tool }) => tool),
        warmUps: assembly.warmUps.length,
      }).toEqual({ turns: 1, roundTrips: 2, toolCalls: [capture.tool], warmUps: 0 });
    });

    test("has the tokens the provider reported", () => {
      expect(assembly.roundTrips).toMatchObject([capture.shared, capture.shared]);
      expect(assembly.roundTrips.map(({ outputTokens }) => outputTokens)).toEqual(
        capture.outputTokens(signals),
      );
    });

    test("has a first token only where the client tells of the first token", () => {
      expect(assembly.roundTrips.map(({ ttftMs }) => ttftMs)).toEqual(capture.ttftMs(signals));
      expect(assembly.roundTrips.map(({ streamOpenMs }) => streamOpenMs)).toEqual(capture.streamOpenMs);
    });

    test("has one try for each round trip, one after the other", () => {
      const [first, second] = assembly.roundTrips;
      expect(assembly.roundTrips.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
      expect((first?.startedAtMs ?? 0) + (first?.e2eMs ?? 0)).toBeLessThan(second?.startedAtMs ?? 0);
    });

    test("has phases that sum to the turn, and nobody was waited for", () => {
      const turn = assembly.turns[0];
      const sum = Object.values(turn?.phases ?? {}).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(turn?.durationMs ?? Number.NaN, 6);
      expect(turn?.phases).toMatchObject({ approval: 0, throttle: 0, connect: 0 });
    });
  });

  test("has the same turn whichever signal tells of it", () => {
    const ids = SIGNALS.map(([, keep]) =>
      assembleAll(observeRecords(captureRecords(capture.name).filter(keep))).turns.map(({ id }) => id),
    );
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
  });
});
