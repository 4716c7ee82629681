import { expect, test } from "vitest";
import { seenByWay, wayOf } from "./connect-ways.ts";

const heard = (service: string, way: "wire" | "told", lastMs: number, lastReadMs: number | null) => ({
  ...{ service, way, received: 5, lastMs, read: lastReadMs === null ? 0 : 3, lastReadMs },
});

test.each([
  ["codex_cli_rs", "told", "codex"],
  ["codex-tui", "told", "codex"],
  ["codexia", "told", "otlp"],
  ["claude-code", "told", "claudeCode"],
  ["gemini-cli", "told", "geminiCli"],
  ["my-agent", "wire", "register"],
  ["my-agent", "told", "otlp"],
  ["roundtrip-tap", "wire", "tap"],
  ["roundtrip-watch", "wire", "watch"],
  ["roundtrip-usage", "wire", "statusLine"],
] as const)("what %s sends (%s) came by %s", (service, way, expected) => {
  expect(wayOf({ service, way })).toBe(expected);
});

test("a way is seen when something of it was last stored, and what nothing was read from is told apart", () => {
  const services = [
    heard("codex_exec", "told", 900, 910),
    heard("codex-tui", "told", 500, 510),
    heard("cursor", "told", 700, null),
    heard("my-agent", "told", 600, 605),
  ];
  const clients = [
    { client: "codex", lastExportMs: 900, observations: 5, roundTrips: 2, lastRoundTripMs: 850 },
    { client: "claude-code", lastExportMs: null, observations: 0, roundTrips: 2, lastRoundTripMs: 100 },
  ];
  const seen = seenByWay(services, clients);
  expect(seen.codex).toEqual({
    ...{ lastReadMs: 910, unreadMs: null, lastRoundTripMs: 850, services: ["codex_exec", "codex-tui"] },
  });
  expect(seen.claudeCode).toEqual({ lastReadMs: null, unreadMs: null, lastRoundTripMs: 100, services: [] });
  expect(seen.otlp).toEqual({
    ...{ lastReadMs: 605, unreadMs: 700, lastRoundTripMs: null, services: ["cursor", "my-agent"] },
  });
});
