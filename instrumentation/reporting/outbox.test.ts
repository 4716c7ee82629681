import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { Outbox } from "./outbox.ts";

/** One whose collector answers when the test says so. */
function startOutbox(itemsMax = 4, batchMax = 2) {
  const bodies: string[] = [];
  const answers: ((isTaken: boolean) => void)[] = [];
  const outbox = new Outbox<string>({
    itemsMax,
    batchMax,
    delayMs: 1,
    write(writer, item) {
      writer.raw(Buffer.from(item));
      if (item === "broken") throw new Error("made up");
    },
    seal: (written) => Buffer.from(`<${Buffer.from(written)}>`),
    send(body) {
      bodies.push(String(body));
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  const answer = async (isTaken: boolean) => {
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    answers.shift()?.(isTaken);
  };
  return { outbox, bodies, answer, unsent: () => outbox.unsent().map(String) };
}

test("what comes is sent after a while, by itself, in the order in which it came", async () => {
  const { outbox, bodies, answer, unsent } = startOutbox();
  outbox.add("a");
  expect(bodies).toEqual([]);
  await expect.poll(() => bodies).toEqual(["<a>"]);
  outbox.add("b");
  expect(unsent()).toEqual(["<a>", "<b>"]);
  await answer(true);
  await expect.poll(() => bodies).toEqual(["<a>", "<b>"]);
  expect(unsent()).toEqual(["<b>"]);
});

test("a full batch is sent at once, and one body after the other", async () => {
  const { outbox, bodies, answer } = startOutbox();
  for (const item of ["a", "b", "c", "d"]) outbox.add(item);
  expect(bodies).toEqual(["<ab>"]);
  await answer(true);
  await expect.poll(() => bodies).toEqual(["<ab>", "<cd>"]);
});

test("of what a collector does not take, no more is kept than a bound", async () => {
  const { outbox, unsent, answer } = startOutbox();
  for (const item of ["a", "b", "c", "d", "e"]) outbox.add(item);
  expect(unsent()).toEqual(["<ab>", "<cd>"]);
  await answer(false);
  await expect.poll(unsent).toEqual(["<cd>"]);
  outbox.add("f");
  expect(unsent()).toEqual(["<cd>", "<f>"]);
});

test("a flush sends all there is, and tells whether it was taken", async () => {
  const { outbox, bodies, answer, unsent } = startOutbox();
  expect(await outbox.flush()).toBe(true);
  for (const item of ["a", "b", "c"]) outbox.add(item);
  const flushed = outbox.flush();
  await answer(false);
  await answer(true);
  expect(await flushed).toBe(false);
  expect(bodies).toEqual(["<ab>", "<c>"]);
  expect(unsent()).toEqual([]);
});

test("what cannot be written is left out whole", () => {
  const { outbox, unsent } = startOutbox();
  outbox.add("a");
  expect(() => outbox.add("broken")).toThrow("made up");
  outbox.add("b");
  expect(unsent()).toEqual(["<ab>"]);
});
