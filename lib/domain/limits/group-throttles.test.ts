import { expect, test } from "vitest";
import { groupThrottles } from "./group-throttles.ts";

const attempt = (
  roundTripId: string,
  position: number,
  more: Readonly<Record<string, string | null>> = {},
) => ({
  roundTripId,
  position,
  class: "rate",
  family: "requests",
  windowMinutes: 1,
  unit: "requests",
  ...more,
});

const positions = (attempts: Parameters<typeof groupThrottles>[0]) =>
  groupThrottles(attempts).map((group) => group.map((one) => `${one.roundTripId}${one.position}`).join(" "));

test("attempts of one round trip that ran into the same bucket are one throttle", () => {
  expect(positions([attempt("a", 0), attempt("b", 0), attempt("a", 1), attempt("a", 2)])).toEqual([
    "a0 a1 a2",
    "b0",
  ]);
});

test("another class, another bucket, or a broken try in between begin a new one", () => {
  expect(
    positions([
      attempt("a", 0),
      attempt("a", 1, { class: "capacity" }),
      attempt("a", 2, { class: "capacity", family: null }),
      attempt("a", 4, { class: "capacity", family: null }),
    ]),
  ).toEqual(["a0", "a1", "a2", "a4"]);
});
