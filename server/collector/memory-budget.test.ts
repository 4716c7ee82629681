import { expect, test } from "vitest";
import { MemoryBudget } from "./memory-budget.ts";
import { Refusal } from "./refusal.ts";

const MIB = 1024 * 1024;

/** How many requests of so many bytes one program gets in at once. */
function fill(budget: MemoryBudget, program: string, bytes: number): number {
  for (let count = 0; ; count += 1) {
    try {
      budget.open(program).take(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      return count;
    }
  }
}

test("a request that is alone may be larger than all that several may hold together", () => {
  const budget = new MemoryBudget(36 * MIB, 4 * MIB);
  budget.open("one").take(64 * MIB);
  expect(budget.usedBytes).toBe(64 * MIB);
  expect(() => budget.open("one").take(MIB)).toThrow(Refusal);
});

test("a program with many requests leaves as much as it holds to the others", () => {
  const budget = new MemoryBudget(68 * MIB, 4 * MIB);
  expect([fill(budget, "flood", MIB), fill(budget, "next", MIB), fill(budget, "last", MIB)]).toEqual([
    32, 16, 8,
  ]);
});

test("the reserve is for small requests, when nothing else is left", () => {
  const budget = new MemoryBudget(68 * MIB, 4 * MIB);
  budget.open("large").take(64 * MIB);
  expect(fill(budget, "small", 256 * 1024)).toBe(16);
  expect(budget.usedBytes).toBe(68 * MIB);
});

test("what a request held is free when it is answered, and none of it twice", () => {
  const budget = new MemoryBudget(68 * MIB, 4 * MIB);
  const share = budget.open("one");
  share.take(40 * MIB);
  share[Symbol.dispose]();
  share[Symbol.dispose]();
  expect(budget.usedBytes).toBe(0);
  budget.open("one").take(64 * MIB);
});

test("a request that turns out larger than it looked is told to come back, unless nobody else is there", () => {
  const budget = new MemoryBudget(68 * MIB, 4 * MIB);
  const [large, other] = [budget.open("large"), budget.open("other")];
  large.take(20 * MIB);
  large.become(100 * MIB);
  expect(budget.usedBytes).toBe(100 * MIB);
  expect(() => other.take(MIB)).toThrow(Refusal);
  large.become(MIB);
  other.take(MIB);
  expect(() => large.become(100 * MIB)).toThrow(Refusal);
  large[Symbol.dispose]();
  expect(budget.usedBytes).toBe(MIB);
});
