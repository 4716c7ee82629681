import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { defer, deferFor, finishDeferred } from "./deferred.ts";

afterEach(() => {
  deferFor(0);
  finishDeferred();
});

test("what is put off is done later, in the order in which it was asked for, whatever of it fails", () => {
  const done: string[] = [];
  defer(() => done.push("first"));
  defer(() => {
    throw new Error("made up");
  });
  defer(() => done.push("last"));
  expect(done).toEqual([]);
  finishDeferred();
  expect(done).toEqual(["first", "last"]);
});

test("it is done by itself too, soon or after a while, however much there is and however long it takes", async () => {
  for (const delayMs of [0, 5]) {
    deferFor(delayMs);
    const done: number[] = [];
    const all = Array.from({ length: 30 }, (_, number) => number);
    for (const number of all) {
      defer(() => {
        done.push(number);
        for (const startMs = performance.now(); performance.now() - startMs < 0.2; );
      });
    }
    await expect.poll(() => done).toEqual(all);
  }
});

test("what asks for more while it is done has that done as well", async () => {
  const done: string[] = [];
  defer(() => defer(() => done.push("asked for meanwhile")));
  await expect.poll(() => done).toEqual(["asked for meanwhile"]);
  defer(() => defer(() => done.push("again")));
  finishDeferred();
  expect(done).toEqual(["asked for meanwhile", "again"]);
});

test("more than can wait is done at once", () => {
  deferFor(60_000);
  let done = 0;
  for (let asked = 0; asked < 10_000; asked += 1) {
    defer(() => {
      done += 1;
    });
  }
  expect(done).toBeGreaterThan(8_900);
  finishDeferred();
  expect(done).toBe(10_000);
});

test("what is to be done after a while is so when all was done before it was due", async () => {
  deferFor(1);
  let done = 0;
  const count = () => {
    done += 1;
  };
  defer(count);
  finishDeferred();
  defer(count);
  await sleep(1);
  await expect.poll(() => done).toBe(2);
});
