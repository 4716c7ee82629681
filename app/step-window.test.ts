import fc from "fast-check";
import { expect, test } from "vitest";
import { stepWindow } from "./step-window.ts";
import { windowTextMs, windowTextOf } from "./window-text.ts";

const nowMs = Date.parse("2026-11-25T12:00:00Z");
const hour = 3_600_000;

test("earlier is the window that ends where this one begins", () => {
  expect(stepWindow({ fromMs: nowMs - hour, toMs: nowMs }, "earlier", nowMs)).toEqual({
    window: null,
    from: "2026-11-25T10:00:00.000Z",
    to: "2026-11-25T11:00:00.000Z",
    cursor: null,
  });
});

test("later from an hour ago is the last hour, which goes on with time", () => {
  expect(stepWindow({ fromMs: nowMs - 2 * hour, toMs: nowMs - hour }, "later", nowMs)).toEqual({
    window: "1h",
    from: null,
    to: null,
    cursor: null,
  });
});

test("nothing lies later than now", () => {
  expect(stepWindow({ fromMs: nowMs - hour, toMs: nowMs }, "later", nowMs)).toBeNull();
});

test("wider at the end of time reaches back; elsewhere it grows on both sides", () => {
  expect(stepWindow({ fromMs: nowMs - 12 * hour, toMs: nowMs }, "wider", nowMs)).toMatchObject({
    window: "24h",
  });
  expect(stepWindow({ fromMs: nowMs - 12 * hour, toMs: nowMs - 10 * hour }, "wider", nowMs)).toMatchObject({
    from: "2026-11-24T23:00:00.000Z",
    to: "2026-11-25T03:00:00.000Z",
  });
});

test("a window that minutes do not measure ends now without being said as a length", () => {
  expect(stepWindow({ fromMs: nowMs - 1500, toMs: nowMs - 500 }, "later", nowMs)).toEqual({
    window: null,
    from: "2026-11-25T11:59:59.000Z",
    to: null,
    cursor: null,
  });
});

test("a length comes back as it was written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (minutes) => {
      const text = windowTextOf(minutes * 60_000);
      expect(text === null ? null : windowTextMs(text)).toBe(minutes * 60_000);
    }),
  );
});
