import { expect, test } from "vitest";
import { runBucket } from "./run-bucket.ts";

const { POSITIVE_INFINITY: NEVER } = Number;

test("a window fills until it is spent, and tells what would have been wanted", () => {
  const run = runBucket(0.5, [0.25, 0.5, 0.25], [], { kind: "fixed", blocks: 3, windowBlocks: 10 });
  expect(run).toEqual({ spentAfter: 1.5, endsAt: 1.5 });
});

test("of the last block only the part before the reset counts", () => {
  expect(runBucket(0, [0.5, 0.5], [], { kind: "fixed", blocks: 1.5, windowBlocks: 10 })).toEqual({
    spentAfter: NEVER,
    endsAt: 0.75,
  });
});

test("a token bucket gets back a window's worth each window, and is spent after what remains over the difference", () => {
  // 0.6 remain; 0.3 a block are wanted and 0.1 come back.
  const wanted = [0.3, 0.3, 0.3, 0.3];
  expect(runBucket(0.4, wanted, [], { kind: "bucket", blocks: 4, windowBlocks: 10 }).spentAfter).toBeCloseTo(
    3,
    9,
  );
  expect(runBucket(0.4, [0, 0, 0, 0, 0], [], { kind: "bucket", blocks: 5, windowBlocks: 10 }).endsAt).toBe(0);
});

test("from a sliding window leaves what was used a window ago, be it past or still to come", () => {
  const past = [0.25, 0.125];
  const run = runBucket(0.375, [0.5, 0, 0, 0], past, { kind: "sliding", blocks: 4, windowBlocks: 2 });
  expect(run).toEqual({ spentAfter: NEVER, endsAt: 0 });
  expect(runBucket(0.375, [0.5, 0], past, { kind: "sliding", blocks: 2, windowBlocks: 2 }).endsAt).toBe(0.5);
});
