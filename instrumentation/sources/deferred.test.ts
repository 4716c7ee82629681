import { expect, test } from "vitest";
import { defer, finishDeferred } from "./deferred.ts";

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

test("what is put off is done by itself, be it one or many, also what is put off meanwhile", async () => {
  const order: number[] = [];
  const one = (name: number) =>
    new Promise<void>((resolve) => {
      defer(() => {
        order.push(name);
        resolve();
      });
    });
  await one(0);
  await one(1).then(() => one(2));
  await Promise.all(Array.from({ length: 40 }, (_, at) => one(3 + at)));
  expect(order).toEqual(Array.from({ length: 43 }, (_, at) => at));
});
