import { expect, test } from "vitest";
import type { TurnRoundTrip } from "#lib/analytics/describe-turn.ts";
import { NO_WIRE, type WireDetails } from "#lib/domain/round-trip.ts";
import { prepareWireTable } from "./prepare-wire-table.ts";

const wire: WireDetails = {
  dnsMs: null,
  tcpMs: 10,
  tlsMs: null,
  upgradeMs: null,
  sentMs: 12,
  headersMs: 60,
  firstEventMs: 61,
  firstTokenMs: 200,
  firstOutputMs: 200,
  lastTokenMs: 900,
  endMs: 905,
  tokenEvents: 40,
  gapP50Ms: 8,
  gapP95Ms: 20,
  serverTimeSource: null,
  laneDepth: null,
  retryAfterMs: null,
  throttleClass: null,
};

const trip = (id: string, more: Partial<TurnRoundTrip>): TurnRoundTrip =>
  ({ ...NO_WIRE, id, number: "abc".indexOf(id) + 1, model: "m", ...more }) as TurnRoundTrip;

test("a turn of which nothing was measured at the wire has no table", () => {
  expect(prepareWireTable([trip("a", {})])).toBeNull();
});

test("columns of which nothing is known are left out, and rows keep the numbers of their round trips", () => {
  const table = prepareWireTable([
    trip("a", {}),
    trip("b", { wire, stalls: 2, stalledMs: 2400, gapMaxMs: 1500 }),
    trip("c", { wire: { ...wire, tcpMs: null }, stalls: 0 }),
  ]);
  const names = table?.columns.map(({ name }) => name) ?? [];
  expect(names).not.toContain("DNS");
  expect(names).not.toContain("Server time");
  expect(table?.rows.map(({ name }) => name)).toEqual(["2 · m", "3 · m"]);
  const cellsOf = (column: string) => table?.rows.map(({ cells }) => cells[names.indexOf(column)]);
  expect(cellsOf("TCP")).toEqual(["10 ms", "–"]);
  expect(cellsOf("Stalls")).toEqual(["2 · 2.40 s", "0"]);
});

test("a refusal says its class, and the wait that was asked for", () => {
  const table = prepareWireTable([
    trip("a", { wire: { ...wire, throttleClass: "rate", retryAfterMs: 2000 } }),
  ]);
  expect(table?.rows[0]?.cells.at(-1)).toBe("rate · 2.00 s");
});
