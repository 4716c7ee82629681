import fc from "fast-check";
import { expect, test } from "vitest";
import { PieceShapes } from "./piece-shapes.ts";
import type { TextPiece } from "./text-piece.ts";

const PIECE: TextPiece = { key: "content", kind: "output", tells: false };
const FIXED = ["content", "finish_reason", "type"];

interface Made {
  readonly id: string;
  readonly at: number;
  readonly content: string;
  readonly more: string;
}

const chunk = ({ id, at, content, more }: Made, rest: object = { finish_reason: null }) =>
  `event: piece\ndata: ${JSON.stringify({ type: "piece", id, at, delta: { content }, more: [more, { more }], ...rest })}`;

const text = fc.string({ unit: fc.constantFrom('"', "\\", "{", "}", ":", ",", "\n", "é", "a", "1") });
const made: fc.Arbitrary<Made> = fc.record({
  id: text,
  at: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
  content: text,
  more: text,
});
const SOME: Made = { id: "x", at: 1, content: "hello", more: "" };

function known(...events: readonly string[]): PieceShapes {
  const shapes = new PieceShapes(FIXED);
  for (const event of events) for (let times = 0; times < 2; times += 1) shapes.learn(event, PIECE);
  return shapes;
}

test("an event like one that was read is found in its place, with the length of its text, whatever the strings and numbers", () => {
  const shapes = known(chunk(SOME));
  fc.assert(
    fc.property(made, text, text, (event, before, behind) => {
      const written = chunk(event);
      expect(shapes.find(`${before}${written}\n\n${behind}`, before.length)).toBe(PIECE);
      expect(shapes.length).toBe(JSON.stringify(event.content).length - 2);
      expect(shapes.end).toBe(before.length + written.length + 2);
    }),
  );
});

test("one that says something else is none, nor is one that is not whole, or begins elsewhere", () => {
  const shapes = known(chunk(SOME));
  const others = [
    chunk(SOME, { finish_reason: "stop" }),
    chunk(SOME, { finish_reason: "" }),
    chunk(SOME, { finish_reason: null, usage: null }),
    chunk(SOME, {}),
    chunk(SOME, { type: "other", finish_reason: null }),
    chunk(SOME).replace("event: piece\n", ""),
    chunk(SOME).replace('"hello"', '["hello"]'),
    chunk(SOME).replace('"hello"', "null"),
    chunk(SOME).replace('"hello"', '"hel\nlo"'),
    `${chunk(SOME)}\ndata: more`,
  ];
  for (const other of others) expect(shapes.find(`${other}\n\n`, 0)).toBeNull();
  expect(shapes.find(chunk(SOME), 0)).toBeNull();
  expect(shapes.find(` ${chunk(SOME)}\n\n`, 0)).toBeNull();
});

test("an event has a shape only with one text, and not too long", () => {
  for (const event of [
    chunk({ ...SOME, content: "" }),
    chunk(SOME, { delta: { content: "a" }, other: { content: "b" } }),
    chunk({ ...SOME, content: "a".repeat(5_000) }),
    chunk(SOME, { type: "a".repeat(65) }),
  ])
    expect(known(event).learn(event, PIECE)).toBe(false);
});

test("what comes once is not kept, and of those that are kept any number may come in turn", () => {
  const shapes = new PieceShapes(FIXED);
  const event = (number: number) => chunk(SOME, { [`field${"x".repeat(number)}`]: null });
  expect(shapes.learn(event(0), PIECE)).toBe(false);
  expect(shapes.find(`${event(0)}\n\n`, 0)).toBeNull();
  for (let number = 0; number < 100; number += 1) {
    shapes.learn(event(number), PIECE);
    expect(shapes.learn(event(number), PIECE)).toBe(number < 64);
  }
  // Some of them are read once more before they are found, and no pattern is made again.
  for (let round = 0; round < 3; round += 1)
    for (let number = 0; number < 10; number += 1) {
      const found =
        shapes.find(`${event(number)}\n\n`, 0) ?? (shapes.learn(event(number), PIECE) ? PIECE : null);
      expect(found).toBe(PIECE);
      expect(shapes.find(`${event(number)}\n\n`, 0)).toBe(PIECE);
    }
});
