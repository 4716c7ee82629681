import { describe, expect, test } from "vitest";
import type { CapturedRecord } from "#tests/support/captures.ts";
import { assembleAll, captureRecords, observeRecords } from "#tests/support/captures.ts";
import {
  type Carrier,
  sessionOfCapture,
  tapped,
  type WireCapture,
  type WireSender,
  wireOfCapture,
} from "#tests/support/wire-spans.ts";

const SIGNALS: readonly (readonly [name: string, keep: (record: CapturedRecord) => boolean])[] = [
  ["logs only", ({ signal }) => signal === "logs"],
  ["traces only", ({ signal }) => signal === "traces"],
  ["logs and traces", () => true],
];

interface Setting {
  readonly capture: WireCapture;
  readonly how: string;
  readonly sender: WireSender;
  readonly carrier: Carrier;
  readonly client: string;
  readonly ttftMs: number;
  readonly warmUps?: number;
  /** Which signals hold what the wire is found by. */
  readonly signals?: readonly string[];
}

const inProcess = (service: string, session: string | null): WireSender => ({
  resource: { "service.name": service, ...(session === null ? {} : { "session.id": session }) },
});

const SETTINGS: readonly Setting[] = [
  {
    capture: "codex-sse",
    how: "a tap, by the session in the headers",
    sender: tapped("codex_exec", sessionOfCapture("codex-sse")),
    carrier: "session",
    client: "codex",
    ttftMs: 312,
  },
  {
    capture: "codex-sse",
    how: "a tap, by the trace that the request carried",
    sender: tapped("codex_cli_rs", null),
    carrier: "trace",
    client: "codex",
    ttftMs: 312,
  },
  {
    capture: "codex-websocket",
    how: "a tap, by the session in the headers",
    sender: tapped("codex_exec", sessionOfCapture("codex-websocket")),
    carrier: "session",
    client: "codex",
    ttftMs: 121,
    warmUps: 1,
  },
  {
    capture: "claude-code",
    how: "a tap, by the session and the request's id",
    sender: tapped("claude-cli", sessionOfCapture("claude-code")),
    carrier: "session",
    client: "claude-code",
    ttftMs: 254,
  },
  {
    capture: "gemini-cli",
    how: "register inside it, by its session",
    sender: inProcess("gemini-cli", sessionOfCapture("gemini-cli")),
    carrier: "span",
    client: "gemini-cli",
    ttftMs: 203,
  },
  {
    capture: "gemini-cli",
    how: "register inside it, by the span that the call was made in",
    sender: inProcess("unknown_service:node", null),
    carrier: "span",
    client: "gemini-cli",
    ttftMs: 203,
    signals: ["traces only", "logs and traces"],
  },
  {
    capture: "qwen-code",
    how: "register inside it, by the span that the call was made in",
    sender: inProcess("qwen-code", null),
    carrier: "span",
    client: "qwen-code",
    ttftMs: 410,
    signals: ["traces only", "logs and traces"],
  },
];

describe.each(SETTINGS)("$capture through $how", (setting) => {
  const { capture, sender, carrier, client, ttftMs, warmUps = 0 } = setting;
  const wire = wireOfCapture(capture, sender, carrier);
  const told = captureRecords(capture);
  const signals = SIGNALS.filter(([name]) => setting.signals?.includes(name) ?? true);

  test.each(signals)(
    "with %s it is one turn of the same two round trips, with the wire's times",
    (_, keep) => {
      const alone = assembleAll(observeRecords(told.filter(keep)));
      const both = assembleAll(observeRecords([...wire, ...told.filter(keep)]));
      expect(both.turns.map(({ id }) => id)).toEqual(alone.turns.map(({ id }) => id));
      expect(both.roundTrips.map(({ id }) => id)).toEqual(alone.roundTrips.map(({ id }) => id));
      expect(both.toolCalls).toEqual(alone.toolCalls);
      expect(both.warmUps.map(({ id }) => id)).toEqual(alone.warmUps.map(({ id }) => id));
      expect(both.warmUps).toHaveLength(warmUps);
      expect(both.roundTrips).toMatchObject([
        { client, basis: "wire", ttftMs, connectionReused: false, connectMs: 0.4, outcome: "complete" },
        { client, basis: "wire", ttftMs, connectionReused: true, connectMs: null, outcome: "complete" },
      ]);
      for (const [index, roundTrip] of both.roundTrips.entries()) {
        const { provider, model, person, team } = alone.roundTrips[index] ?? {};
        expect(roundTrip).toMatchObject({ provider, model, person, team, wire: { firstTokenMs: ttftMs } });
        expect(roundTrip.attempts).toHaveLength(1);
      }
      const [turn] = both.turns;
      const sum = Object.values(turn?.phases ?? {}).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(turn?.durationMs ?? Number.NaN, 6);
    },
  );

  test("the wire alone tells of two round trips", () => {
    const { roundTrips, warmUps: alone } = assembleAll(observeRecords(wire));
    expect(roundTrips.map(({ ttftMs: ms, basis }) => [ms, basis])).toEqual([
      [ttftMs, "wire"],
      [ttftMs, "wire"],
    ]);
    expect(alone).toHaveLength(warmUps);
  });

  test.runIf(carrier === "session" || capture !== "gemini-cli")("the wire alone tells of one turn", () => {
    expect(assembleAll(observeRecords(wire)).turns).toHaveLength(1);
  });
});
