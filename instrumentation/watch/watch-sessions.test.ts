import { appendFile, mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { limitsLine, metaLine } from "../testing/session-lines.ts";
import { watchSessions } from "./watch-sessions.ts";

const T0 = Date.UTC(2026, 10, 25, 9);

async function startWatching(prepare: (home: string) => Promise<unknown> = async () => undefined) {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-codex-"));
  await prepare(home);
  const told: number[] = [];
  let arrives = true;
  const watch = watchSessions({
    home,
    oldestMs: T0,
    pollMs: 200,
    pollsForAll: 5,
    async deliver(readings) {
      if (arrives) told.push(...readings.map(({ reading }) => Math.round((reading.usedFraction ?? 0) * 100)));
      return arrives;
    },
  });
  onTestFinished(async () => {
    await watch.stop();
    await rm(home, { recursive: true });
  });
  return {
    home,
    told,
    stop: () => watch.stop(),
    connect(isConnected: boolean) {
      arrives = isConnected;
    },
    toTell: (expected: readonly number[]) => expect.poll(() => told, { timeout: 20_000 }).toEqual(expected),
  };
}

const pathOf = (home: string, day: string, name: string) =>
  join(home, "sessions", day, `rollout-${name}.jsonl`);

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

test("sessions are told of that were there, that grow, and that come in a folder of a new day", async () => {
  const { home, toTell } = await startWatching((at) =>
    write(pathOf(at, "2026/11/25", "a"), metaLine(T0) + limitsLine(T0, 1)),
  );
  await toTell([1]);
  await appendFile(pathOf(home, "2026/11/25", "a"), limitsLine(T0, 2));
  await toTell([1, 2]);
  await write(pathOf(home, "2026/11/25", "b"), metaLine(T0) + limitsLine(T0, 3));
  await toTell([1, 2, 3]);
  await write(pathOf(home, "2027/01/01", "c"), metaLine(T0) + limitsLine(T0, 4));
  await toTell([1, 2, 3, 4]);
  await appendFile(pathOf(home, "2027/01/01", "c"), limitsLine(T0, 5));
  await toTell([1, 2, 3, 4, 5]);
});

test("a watch that begins before Codex was ever used sees its first session", async () => {
  const { home, toTell } = await startWatching();
  await write(pathOf(home, "2026/11/25", "a"), metaLine(T0) + limitsLine(T0, 1));
  await toTell([1]);
});

test("a session of long ago is told of when it is taken up again", async () => {
  const old = (home: string) => pathOf(home, "2025/01/01", "old");
  const { home, toTell } = await startWatching(async (at) => {
    await write(old(at), metaLine(T0 - 1) + limitsLine(T0 - 1, 1));
    await utimes(old(at), 1, 1);
    for (const day of ["21", "22", "23", "24"])
      await write(pathOf(at, `2026/11/${day}`, "a"), metaLine(T0) + limitsLine(T0, Number(day)));
  });
  await toTell([24, 23, 22, 21]);
  await appendFile(old(home), limitsLine(T0, 2));
  await toTell([24, 23, 22, 21, 2]);
});

test("compressed and moved files disturb nothing", async () => {
  const { home, toTell } = await startWatching((at) =>
    write(pathOf(at, "2026/11/25", "a"), metaLine(T0) + limitsLine(T0, 1)),
  );
  await toTell([1]);
  const path = pathOf(home, "2026/11/25", "a");
  await rename(path, `${path}.zst`);
  await write(pathOf(home, "2026/11/25", "b"), metaLine(T0) + limitsLine(T0, 2));
  await toTell([1, 2]);
});

test("what a collector did not take is told when it does, each once", async () => {
  const { home, told, connect, toTell } = await startWatching();
  connect(false);
  await write(pathOf(home, "2026/11/25", "a"), metaLine(T0) + limitsLine(T0, 1));
  await write(pathOf(home, "2026/11/25", "b"), metaLine(T0) + limitsLine(T0, 2));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(told).toEqual([]);
  connect(true);
  await expect.poll(() => told.toSorted(), { timeout: 20_000 }).toEqual([1, 2]);
  await appendFile(pathOf(home, "2026/11/25", "a"), limitsLine(T0, 3));
  await toTell([...told, 3]);
});

test("what came just before it is stopped is told", async () => {
  const { home, told, stop, toTell } = await startWatching((at) =>
    write(pathOf(at, "2026/11/25", "a"), metaLine(T0) + limitsLine(T0, 1)),
  );
  await toTell([1]);
  await appendFile(pathOf(home, "2026/11/25", "a"), limitsLine(T0, 2));
  await stop();
  expect(told).toEqual([1, 2]);
});
