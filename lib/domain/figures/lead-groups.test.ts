import { expect, test } from "vitest";
import { leadGroups, MOST_GROUPS, OTHER_GROUPS } from "./lead-groups.ts";

test("the groups with the greatest counts keep their names, and the rest are others", () => {
  const counts = new Map(Array.from({ length: 15 }, (_, index) => [`g${index}`, index] as const));
  const { nameOf, others } = leadGroups(counts);
  expect(others).toBe(15 - MOST_GROUPS);
  expect(nameOf("g14")).toBe("g14");
  expect(nameOf("g3")).toBe("g3");
  expect(nameOf("g2")).toBe(OTHER_GROUPS);
  expect(nameOf("came since")).toBe(OTHER_GROUPS);
});

test("few groups leave no others", () => {
  expect(leadGroups(new Map([["a", 1]])).others).toBe(0);
});

test("groups that are wanted are told apart, however rare, and no others", () => {
  const counts = new Map([
    ["many", 100],
    ["few", 1],
    ["some", 5],
  ]);
  const { nameOf, others } = leadGroups(counts, (group) => group === "few" || group === "gone");
  expect(others).toBe(2);
  expect([...counts.keys()].map(nameOf)).toEqual([OTHER_GROUPS, "few", OTHER_GROUPS]);
});
