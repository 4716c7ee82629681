import { expect, test } from "vitest";
import type { ComparableTrip } from "./comparable-trip.ts";
import { KINDS_OF_WORK, kindOfWork } from "./kind-of-work.ts";

const TRIP: ComparableTrip = {
  session: 1,
  value: 1,
  uncachedInputTokens: 500,
  outputTokens: 100,
  reasoning: false,
  connectionReused: true,
  hour: 9,
};

test("sizes are of one kind up to the edge of a bin, and of the next from it on", () => {
  const kind = (uncachedInputTokens: number, outputTokens: number) =>
    kindOfWork({ ...TRIP, uncachedInputTokens, outputTokens });
  expect(kind(999, 100)).toBe(kind(0, 100));
  expect(kind(1_000, 100)).not.toBe(kind(999, 100));
  expect(kind(64_000, 100)).toBe(kind(900_000, 100));
  expect(kind(500, 49)).toBe(kind(500, 0));
  expect(kind(500, 50)).not.toBe(kind(500, 49));
  expect(kind(500, 800)).toBe(kind(500, 90_000));
});

test("all combinations are kinds of their own, unknown ones among them", () => {
  const states = [true, false, null];
  const kinds = [null, 0, 1_000, 4_000, 16_000, 64_000].flatMap((uncachedInputTokens) =>
    [null, 0, 50, 200, 800].flatMap((outputTokens) =>
      states.flatMap((reasoning) =>
        states.map((connectionReused) =>
          kindOfWork({ ...TRIP, uncachedInputTokens, outputTokens, reasoning, connectionReused }),
        ),
      ),
    ),
  );
  expect(new Set(kinds).size).toBe(KINDS_OF_WORK);
  expect(Math.min(...kinds)).toBe(0);
  expect(Math.max(...kinds)).toBe(KINDS_OF_WORK - 1);
});
