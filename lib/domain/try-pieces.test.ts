import { expect, test } from "vitest";
import { tryPieces } from "./try-pieces.ts";

test("a refused try and the waiting behind it are throttling, a broken one is not", () => {
  expect(
    tryPieces([
      { startedAtMs: 100, isThrottled: true },
      { startedAtMs: 350, isThrottled: false },
      { startedAtMs: 400, isThrottled: false },
    ]),
  ).toEqual([
    { phase: "throttle", startMs: 100, endMs: 350 },
    { phase: "unattributed", startMs: 350, endMs: 400 },
  ]);
});

test("the try that decided is no such piece, even when it was refused", () => {
  expect(tryPieces([{ startedAtMs: 100, isThrottled: true }])).toEqual([]);
});
