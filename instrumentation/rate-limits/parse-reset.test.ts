import { expect, test } from "vitest";
import { clockSkewMs, parseDuration, parseReset } from "./parse-reset.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const CLOCK = { observedUnixMs: NOW, skewMs: 0 };

test.each([
  ["1s", 1_000],
  ["12ms", 12],
  ["6m0s", 360_000],
  ["1h2m3s", 3_723_000],
  ["2m59.56s", 179_560],
  ["4h17m", 15_420_000],
  ["500us", 1],
  ["500µs", 1],
  ["500\u00c2\u00b5s", 1],
  ["1d", 86_400_000],
  ["34.074824224s", 34_075],
  ["33011.382867", 33_011_383],
  ["60", 60_000],
  ["0", 0],
])("the relative reset %s is so many ms after its receipt", (text, ms) => {
  expect(parseReset(text, CLOCK)).toBe(NOW + ms);
});

test.each([
  ["2026-11-25T12:00:30Z", NOW + 30_000],
  ["2026-11-25T12:00:30", NOW + 30_000],
  ["2026-11-25T13:00:30.500000+01:00", NOW + 30_500],
  ["2026-12-01", Date.UTC(2026, 11, 1)],
  ["Wed, 25 Nov 2026 12:01:00 GMT", NOW + 60_000],
  [String(NOW / 1000 + 90), NOW + 90_000],
  [String(NOW + 90_000), NOW + 90_000],
])("the absolute reset %s is that moment", (text, at) => {
  expect(parseReset(text, CLOCK)).toBe(at);
});

test.each([
  "",
  " ",
  "-1",
  "NaN",
  "Infinity",
  "soon",
  "1x",
  "1s2",
  "s",
  "-5s",
  "1e9",
  "0x10",
  "0001-01-01T00:00:00Z",
  "2026-99-99T00:00:00Z",
  "9999-12-31T00:00:00Z",
  "99999999999999999999",
  "9999999h",
  "1".repeat(400),
])("the reset %j is unknown", (text) => {
  expect(parseReset(text, CLOCK)).toBeNull();
});

test("a missing reset is unknown", () => {
  expect(parseReset(undefined, CLOCK)).toBeNull();
});

test("an absolute reset is told by the sender's clock, a relative one by ours", () => {
  const clock = { observedUnixMs: NOW, skewMs: 60_000 };
  expect(parseReset("2026-11-25T12:02:00Z", clock)).toBe(NOW + 60_000);
  expect(parseReset("30s", clock)).toBe(NOW + 30_000);
});

test("clocks differ when Date says so by more than it can be wrong itself", () => {
  expect(clockSkewMs("Wed, 25 Nov 2026 12:10:00 GMT", NOW)).toBe(600_500);
  expect(clockSkewMs("Wed, 25 Nov 2026 11:59:59 GMT", NOW)).toBe(0);
  expect(clockSkewMs("Wed, 25 Nov 1998 12:00:00 GMT", NOW)).toBe(0);
  expect(clockSkewMs("yesterday", NOW)).toBe(0);
  expect(clockSkewMs(undefined, NOW)).toBe(0);
});

test("what is no duration has no length", () => {
  expect(["", "1", "s1", "1 s", "1S"].map(parseDuration)).toEqual([null, null, null, null, null]);
});
