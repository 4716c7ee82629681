import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { limitsLine, metaLine } from "../testing/session-lines.ts";
import { SessionFile, type ToldReading } from "./session-file.ts";

const T0 = Date.UTC(2026, 10, 25, 9);
const MEGABYTE = 1024 * 1024;

async function startFile(content = "", oldestMs = 0) {
  const folder = await mkdtemp(join(tmpdir(), "roundtrip-session-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "rollout-2026-11-25T09-00-00-01a201d9-d39d-71e1-b215-d287ec3380b3.jsonl");
  await writeFile(path, content);
  const file = new SessionFile(path, oldestMs);
  let arrives = true;
  /** The percentages that were told since the last time, once the file's end is reached. */
  const read = async (): Promise<number[]> => {
    const told: ToldReading[] = [];
    let end = "more";
    while (end === "more") {
      end = await file.step(async (readings) => {
        if (arrives) told.push(...readings);
        return arrives;
      });
    }
    return told.map(({ reading }) => Math.round((reading.usedFraction ?? -1) * 100));
  };
  const connect = (isConnected: boolean) => {
    arrives = isConnected;
  };
  return { path, folder, file, read, connect };
}

test("what is there is read, and then what comes", async () => {
  const { path, read } = await startFile(metaLine(T0) + limitsLine(T0, 1));
  expect(await read()).toEqual([1]);
  expect(await read()).toEqual([]);
  await appendFile(path, limitsLine(T0 + 1, 2));
  expect(await read()).toEqual([2]);
});

test("a line that comes in two halves is read once, when it is whole", async () => {
  const { path, read } = await startFile(metaLine(T0));
  const line = limitsLine(T0, 3);
  await appendFile(path, line.slice(0, 100));
  expect(await read()).toEqual([]);
  await appendFile(path, line.slice(100));
  expect(await read()).toEqual([3]);
});

test("a file that is cut off, or written anew, is read from its beginning", async () => {
  const { path, read } = await startFile(metaLine(T0) + limitsLine(T0, 1) + limitsLine(T0, 2));
  expect(await read()).toEqual([1, 2]);
  await truncate(path, 0);
  expect(await read()).toEqual([]);
  await appendFile(path, limitsLine(T0, 4));
  expect(await read()).toEqual([4]);
  await writeFile(
    path,
    metaLine(T0, { cwd: "/somewhere/else/that/is/longer" }) + limitsLine(T0, 5) + limitsLine(T0, 6),
  );
  expect(await read()).toEqual([5, 6]);
});

test("another file of the same name is read from its beginning", async () => {
  const { path, folder, read } = await startFile(metaLine(T0) + limitsLine(T0, 1));
  expect(await read()).toEqual([1]);
  const other = join(folder, "other");
  await writeFile(other, metaLine(T0) + limitsLine(T0, 1) + limitsLine(T0, 7));
  await rename(other, path);
  expect(await read()).toEqual([1, 7]);
});

test("a line of many megabytes is passed over, and what follows it is read", async () => {
  const { path, read } = await startFile(metaLine(T0) + limitsLine(T0, 1));
  await appendFile(path, `{"rate_limits":"${"x".repeat(5 * MEGABYTE)}`);
  expect(await read()).toEqual([1]);
  await appendFile(path, `${"x".repeat(MEGABYTE)}"}\n${limitsLine(T0, 8)}`);
  expect(await read()).toEqual([8]);
});

test("broken lines are passed over", async () => {
  const { read } = await startFile(
    `{"rate_limits"\n${limitsLine(T0, 1)}\n\n{"type":"event_msg","rate_limits"}\r\n${limitsLine(T0, 2)}`,
  );
  expect(await read()).toEqual([1, 2]);
});

test("of a large file the end is read, under the session that its beginning names", async () => {
  const filler = `${"x".repeat(MEGABYTE / 2)}\n`.repeat(36);
  const { file } = await startFile(metaLine(T0) + limitsLine(T0, 1) + filler + limitsLine(T0, 9));
  const told: ToldReading[] = [];
  let end = "more";
  while (end === "more") end = await file.step(async (readings) => Boolean(told.push(...readings)));
  expect(told.map(({ facts, reading }) => [facts.sessionId, reading.usedFraction])).toEqual([
    ["a-thread", 0.09],
  ]);
});

test("what is older than was asked for is passed over", async () => {
  const { read } = await startFile(metaLine(T0) + limitsLine(T0 - 1, 1) + limitsLine(T0, 2), T0);
  expect(await read()).toEqual([2]);
});

test("what did not arrive is read again", async () => {
  const { path, read, connect } = await startFile(metaLine(T0) + limitsLine(T0, 1));
  connect(false);
  expect(await read()).toEqual([]);
  await appendFile(path, limitsLine(T0, 2));
  expect(await read()).toEqual([]);
  connect(true);
  expect(await read()).toEqual([1, 2]);
});

test("however the bytes come, each line is told once and in order", async () => {
  const percents = [1, 2, 3, 4, 5, 6];
  const bytes = Buffer.from(
    metaLine(T0) + percents.map((percent) => limitsLine(T0 + percent, percent)).join(""),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const folder = await mkdtemp(join(tmpdir(), "roundtrip-session-"));
      try {
        const path = join(folder, "rollout-x.jsonl");
        await writeFile(path, "");
        const file = new SessionFile(path, 0);
        const told: number[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
          await appendFile(path, bytes.subarray(at, cut));
          at = cut;
          await file.step(async (readings) =>
            Boolean(
              told.push(...readings.map(({ reading }) => Math.round((reading.usedFraction ?? 0) * 100))),
            ),
          );
        }
        expect(told).toEqual(percents);
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    { numRuns: 30 },
  );
});
