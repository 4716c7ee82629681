import { describe, expect, test } from "vitest";
import type { CapturedRecord } from "#tests/support/captures.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";

const SIGNALS: readonly (readonly [name: string, keep: (record: CapturedRecord) => boolean])[] = [
  ["logs only", ({ signal }) => signal === "logs"],
  ["traces only", ({ signal }) => signal === "traces"],
  ["logs and traces", () => true],
];

/** The truth of the captures: the provider's wait, and what the client adds before the provider has the request. */
const CAPTURES = [
  { name: "codex-sse", transport: "sse", ttftMs: [315, 313], warmUps: 0 },
  { name: "codex-websocket", transport: "websocket", ttftMs: [121.6, 121.7], warmUps: 1 },
] as const;

describe.each(CAPTURES)("$name", ({ name, transport, ttftMs, warmUps }) => {
  describe.each(SIGNALS)("from %s", (signals, keep) => {
    const assembly = assembleAll(observeRecords(captureRecords(name).filter(keep)));

    test("is one turn, two round trips and one tool call, warm-ups apart", () => {
      expect({
        turns: assembly.turns.length,
        roundTrips: assembly.roundTrips.length,
        toolCalls: assembly.toolCalls.map(({ tool, outcome }) => ({ tool, outcome })),
        warmUps: assembly.warmUps.length,
      }).toEqual({
        turns: 1,
        roundTrips: 2,
        toolCalls: [{ tool: "exec_command", outcome: "complete" }],
        warmUps,
      });
    });

    test("has the tokens the provider reported", () => {
      for (const roundTrip of assembly.roundTrips) {
        expect(roundTrip).toMatchObject({
          client: "codex",
          clientVersion: "0.169.0",
          provider: "mock",
          model: "gpt-5.3-codex-spark",
          transport,
          inputTokens: 1200,
          cachedInputTokens: 800,
          outputTokens: 45,
          reasoningTokens: 10,
          outcome: "complete",
        });
      }
    });

    test("counts the first token from the start of the request, and does not guess at it", () => {
      // Over WebSocket the logs list no stream events; of a turn's later responses they only say when the hidden
      // reasoning was announced, which is no token.
      const isGuess = (index: number) => name === "codex-websocket" && signals === "logs only" && index > 0;
      const off = assembly.roundTrips.map(({ ttftMs: measuredMs }, index) =>
        isGuess(index) ? measuredMs : Math.abs((measuredMs ?? Number.NaN) - (ttftMs[index] ?? 0)) < 5,
      );
      expect(off).toEqual(ttftMs.map((_, index) => (isGuess(index) ? null : true)));
    });

    test("gives no decode rate for an answer that came in one piece, and an end after its first token", () => {
      for (const { decodeTokensPerSecond, e2eMs, ttftMs: firstTokenMs } of assembly.roundTrips) {
        expect(decodeTokensPerSecond).toBeNull();
        expect(e2eMs).toBeGreaterThanOrEqual(firstTokenMs ?? 0);
      }
    });

    test("has phases that sum to the turn", () => {
      const turn = assembly.turns[0];
      const sum = Object.values(turn?.phases ?? {}).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(turn?.durationMs ?? Number.NaN, 6);
      expect(turn?.phases.tool).toBeGreaterThan(40);
    });
  });

  test("has the same ids whichever signal tells of it", () => {
    const ids = SIGNALS.map(([, keep]) => {
      const { turns, roundTrips, toolCalls } = assembleAll(observeRecords(captureRecords(name).filter(keep)));
      return [...turns, ...roundTrips, ...toolCalls].map(({ id }) => id);
    });
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).toEqual(ids[0]);
  });
});
