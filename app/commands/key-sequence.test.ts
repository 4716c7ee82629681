import { expect, test } from "vitest";
import { typeKey } from "./key-sequence.ts";

const known = ["g o", "g t", "c", "?"];

test("a single key is complete at once", () => {
  expect(typeKey(known, "", "c")).toEqual({ state: "complete", keys: "c" });
});

test("the first of two keys waits for the second", () => {
  expect(typeKey(known, "", "g")).toEqual({ state: "begun", typed: "g" });
  expect(typeKey(known, "g", "o")).toEqual({ state: "complete", keys: "g o" });
});

test("a key that leads nowhere after others counts by itself", () => {
  expect(typeKey(known, "g", "c")).toEqual({ state: "complete", keys: "c" });
  expect(typeKey(known, "g", "g")).toEqual({ state: "begun", typed: "g" });
});

test("keys that nobody has lead nowhere", () => {
  expect(typeKey(known, "", "x")).toEqual({ state: "none" });
  expect(typeKey(known, "g", "x")).toEqual({ state: "none" });
});
