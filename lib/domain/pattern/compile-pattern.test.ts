import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern } from "./compile-pattern.ts";

const character = fc.constantFrom("a", "b", "C", "-", "1");
const atom = fc.oneof(
  character,
  fc.constantFrom(".", "\\d", "\\w", "\\.", "[ab]", "[^a]", "[a-c1-]", "[^b-]"),
);
const pattern = fc.letrec<{ part: string; whole: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small" },
    atom,
    fc
      .tuple(atom, fc.constantFrom("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"))
      .map(([one, times]) => one + times),
    fc
      .tuple(tie("whole"), fc.constantFrom("", "*", "+", "?", "{2}"))
      .map(([one, times]) => `(${one})${times}`),
    tie("whole").map((one) => `(?:${one})`),
  ),
  whole: fc.oneof(
    { depthSize: "small" },
    fc.array(tie("part"), { maxLength: 4 }).map((parts) => parts.join("")),
    fc.tuple(tie("part"), tie("part")).map(([one, other]) => `${one}|${other}`),
  ),
}));

test("a pattern matches what the same regular expression matches, whole and in either case", () => {
  fc.assert(
    fc.property(pattern.whole, fc.array(character, { maxLength: 8 }), (text, characters) => {
      fc.pre(text.length <= 60);
      const value = characters.join("");
      expect(compilePattern(text)(value), `${text} on "${value}"`).toBe(
        new RegExp(`^(?:${text})$`, "i").test(value),
      );
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  "(a+)+b",
  "(a|a)*b",
  "(.*)*(.*)*(.*)*b",
  "(a|aa)+b",
  ".*.*.*.*.*.*.*.*.*.*b",
  "(x+x+)+y|(a{1,9}){1,9}b",
])("%s, over which a backtracking matcher takes ages, is answered at once", (text) => {
  expect(compilePattern(text)("a".repeat(5_000))).toBe(false);
  expect(compilePattern(text)(`${"a".repeat(70)}b`)).toBe(true);
});

test.each([
  ["(", '"(" is not closed by ")"'],
  ["a)", '")" closes no group'],
  ["[ab", '"[" is not closed by "]"'],
  ["[]", '"[]" names no character'],
  ["[b-a]", '"b-a" is not a range of characters'],
  ["*a", '"*" repeats nothing'],
  ["a**", '"*" repeats what is repeated already'],
  ["a{2", '"{2" is not a repetition such as {2} or {1,3}'],
  ["a{3,2}", '"{3,2}" ends before it begins'],
  ["a{500}", "Nothing can be repeated more than 100 times"],
  ["((a{100}){100}){100}", "It repeats so much that it would take too long"],
  ["(((){100}){100}){100}", "It repeats so much that it would take too long"],
  ["^gpt", '"^" is not needed: a pattern always means the whole value'],
  ["gpt$", '"$" is not needed: a pattern always means the whole value'],
  ["(?=a)", '"(?=" is not supported; use a plain group'],
  ["(a)\\1", '"\\1" is not supported; use \\d, \\w or \\s'],
  ["a\\", "A backslash at the end escapes nothing"],
  ["a".repeat(201), "It is longer than 200 characters"],
])("the pattern %s is refused with the reason", (text, reason) => {
  expect(() => compilePattern(text)).toThrow(reason);
});
