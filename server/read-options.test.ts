import { expect, test } from "vitest";
import { readOptions } from "./read-options.ts";

test("the demo is started when it is asked for, and only then", () => {
  expect(readOptions([])).toEqual({ demo: false });
  expect(readOptions(["--demo"])).toEqual({ demo: true });
});

test("a word that means nothing is refused by name", () => {
  expect(() => readOptions(["--demo", "--dmeo"])).toThrow(/^There is no option --dmeo: /);
});
