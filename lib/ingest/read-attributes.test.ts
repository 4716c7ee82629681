import { expect, test } from "vitest";
import { booleanAttribute, countAttribute, identifierAttribute, numberAttribute } from "./read-attributes.ts";

const of = (value: string | number | boolean) => new Map([["key", value]]);

test.each([
  [12, 12],
  ["12", 12],
  ["12.5", 12.5],
  [0, 0],
  [-1, null],
  ["-1", null],
  ["", null],
  [" ", null],
  ["many", null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [true, null],
])("the number in %o is %o", (value, number) => {
  expect(numberAttribute(of(value), "key")).toBe(number);
});

test.each([
  ["429", 429],
  [1.5, null],
  [2 ** 31, null],
  ["99999999999999", null],
])("the count in %o is %o", (value, count) => {
  expect(countAttribute(of(value), "key")).toBe(count);
});

test("what is not there is unknown, not zero", () => {
  expect(numberAttribute(new Map(), "key")).toBeNull();
  expect(countAttribute(new Map(), "key")).toBeNull();
  expect(booleanAttribute(new Map(), "key")).toBeNull();
  expect(identifierAttribute(new Map(), "key")).toBeNull();
});

test.each([
  [true, true],
  ["true", true],
  ["false", false],
  ["yes", null],
  [1, null],
])("the flag in %o is %o", (value, flag) => {
  expect(booleanAttribute(of(value), "key")).toBe(flag);
});

test.each([
  "gpt-5.3-codex-spark",
  "dev@example.com",
  "01a201d9-d39d-71e1",
  "org/model:latest",
  "mcp__files.read",
])("%s may be an identifier", (value) => {
  expect(identifierAttribute(of(value), "key")).toBe(value);
});

test.each(["say hi", "line\nbreak", "", "x".repeat(201), "\u0000", "<script>", '{"cmd":"ls"}'])(
  "%o could be content, so it is not kept as an identifier",
  (value) => {
    expect(identifierAttribute(of(value), "key")).toBeNull();
  },
);
