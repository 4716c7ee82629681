import { expect, test } from "vitest";
import { unixMsFromNanos, unixMsFromRfc3339, unixMsFromWireNanos } from "./time.ts";

test("what a dialect reads off the wire is exact to the microsecond", () => {
  expect(unixMsFromWireNanos("1795327382454769838")).toBeCloseTo(1_795_327_382_454.77, 2);
  expect(unixMsFromWireNanos(1_795_327_382_454_000_000)).toBeCloseTo(1_795_327_382_454, 2);
});

test("nanoseconds keep their sub-millisecond part", () => {
  expect(unixMsFromNanos(1_795_327_382_454_769_838n)).toBeCloseTo(1_795_327_382_454.77, 2);
});

test.each([
  ["1795327382454000000", 1_795_327_382_454],
  ["0", null],
  [0, null],
  [-5, null],
  ["-5", null],
  ["soon", null],
  ["", null],
  [null, null],
  [undefined, null],
])("the wire timestamp %s is %s", (wire, unixMs) => {
  expect(unixMsFromWireNanos(wire)).toBe(unixMs);
});

test("only RFC 3339 is a timestamp", () => {
  expect(unixMsFromRfc3339("2026-11-22T06:03:02.454Z")).toBe(1_795_327_382_454);
  expect(unixMsFromRfc3339("yesterday")).toBeNull();
  expect(unixMsFromRfc3339("2026-13-99T00:00:00Z")).toBeNull();
  expect(unixMsFromRfc3339(1_795_327_382_454)).toBeNull();
});
