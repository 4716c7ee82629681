import { expect, test } from "vitest";
import { segmentStarts } from "./cut-segments.ts";

test("every prompt begins a segment", () => {
  expect(segmentStarts([100, 200, 300], [])).toEqual([100, 200, 300]);
});

test("twins of one prompt begin one segment, as the earlier", () => {
  expect(segmentStarts([100, 101, 200], [])).toEqual([100, 200]);
});

test("a prompt sent into a turn that is still going on begins none", () => {
  expect(segmentStarts([100, 200, 300, 400], [{ startMs: 90, endMs: 350 }])).toEqual([100, 400]);
});

test("a turn's span that begins a little before its prompt takes nothing from the turn before", () => {
  const turns = [
    { startMs: 90, endMs: 180 },
    { startMs: 190, endMs: 280 },
  ];
  expect(segmentStarts([100, 200], turns)).toEqual([100, 200]);
});

test("a prompt that was waiting begins a turn of its own as soon as the turn before it ends", () => {
  const turns = [
    { startMs: 100, endMs: 200.6 },
    { startMs: 200, endMs: 300.2 },
  ];
  expect(segmentStarts([100, 200], turns)).toEqual([100, 200]);
});
