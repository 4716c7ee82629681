import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { accountOf } from "#instrumentation/rate-limits/account.ts";
import { limitsLine, metaLine, sessionLine, turnLine } from "#instrumentation/testing/session-lines.ts";
import { listLimits } from "#lib/analytics/list-limits.ts";
import { freePort } from "#server/free-ports.ts";
import { startSimulatedProvider } from "#simulation/provider.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";
import { startTap } from "#tests/support/start-tap.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const SECRET = "secret-marker-5b1c";
const ACCOUNT = "an-account";

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector?.close());

const collectorUrl = () => `http://127.0.0.1:${collector.port}`;

/** A home of Codex, logged in, with one session file. */
async function startCodexHome(content: string): Promise<{ home: string; path: string }> {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-codex-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(
    join(home, "auth.json"),
    JSON.stringify({ auth_mode: "chatgpt", tokens: { account_id: ACCOUNT, access_token: SECRET } }),
  );
  const folder = join(home, "sessions/2026/11/25");
  await mkdir(folder, { recursive: true });
  const path = join(folder, "rollout-2026-11-25T09-00-00-01a201d9-d39d-71e1-b215-d287ec3380b3.jsonl");
  await writeFile(path, content);
  return { home, path };
}

function startWatch(home: string, endpoint: string): RunningProcess {
  const watch = startProcess(process.execPath, [resolve("cli/main.ts"), "watch"], {
    env: { PATH: process.env["PATH"] ?? "", CODEX_HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  });
  onTestFinished(() => watch.stop());
  return watch;
}

const said = (text: string, atMs: number) =>
  sessionLine(atMs, "response_item", {
    type: "message",
    role: "user",
    content: [{ type: "input_text", text }],
  });

test("limits that Codex wrote down and those that passed at the wire are one history of one bucket", async () => {
  const startMs = Date.now() - 60_000;
  const resetsAtMs = startMs + 3_600_000;
  const { home, path } = await startCodexHome(
    metaLine(startMs) + turnLine(startMs) + said(SECRET, startMs) + limitsLine(startMs, 10, {}, resetsAtMs),
  );
  const provider = await startSimulatedProvider({
    models: {},
    default: {
      rateLimits: {
        codex: [
          {
            limitId: "codex",
            primary: { usedPercent: 20, windowMinutes: 300, resetAtSeconds: Math.floor(resetsAtMs / 1000) },
          },
        ],
      },
    },
  });
  onTestFinished(() => provider.close());
  const tap = await startTap(provider.url, collectorUrl());
  onTestFinished(() => tap.stop());
  startWatch(home, collectorUrl());
  const answer = await fetch(`${tap.url}/openai/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "m", input: "say hi", stream: true }),
    headers: { "chatgpt-account-id": ACCOUNT, authorization: `Bearer ${SECRET}` },
  });
  expect(await answer.text()).toContain("response.completed");
  const { database } = collector;
  const stored = () => database.rateLimitReading.findMany({ orderBy: { observedAt: "asc" } });
  await expect.poll(async () => (await stored()).length, { timeout: 20_000 }).toBe(2);
  await appendFile(path, limitsLine(Date.now() + 1, 30, {}, resetsAtMs));
  await expect.poll(async () => (await stored()).length, { timeout: 20_000 }).toBe(3);
  const account = accountOf(new Map([["chatgpt-account-id", ACCOUNT]]), new Map());
  const rows = await stored();
  expect(rows.map(({ source, usedFraction }) => [source, usedFraction])).toEqual([
    ["file", 0.1],
    ["header", 0.2],
    ["file", 0.3],
  ]);
  expect(new Set(rows.map((row) => row.account))).toEqual(new Set([account]));
  expect((await listLimits(Date.now(), database)).buckets).toMatchObject([
    { provider: "openai", account, family: "codex", windowMinutes: 300, usedFraction: 0.3 },
  ]);
  expect(JSON.stringify(rows)).not.toContain(SECRET);
});

test("a watch that is started again tells nothing twice, and one without a collector waits for it", async () => {
  const startMs = Date.now() - 30_000;
  const { home, path } = await startCodexHome(
    metaLine(startMs) + limitsLine(startMs, 1, { limit_id: "codex_again" }),
  );
  const { database } = collector;
  const count = () => database.rateLimitReading.count({ where: { family: "codex_again" } });
  const first = startWatch(home, collectorUrl());
  await expect.poll(count, { timeout: 20_000 }).toBe(1);
  first.child.kill("SIGINT");
  expect(await first.ended, first.output()).toBe(0);
  startWatch(home, collectorUrl());
  await appendFile(path, limitsLine(Date.now(), 2, { limit_id: "codex_again" }));
  await expect.poll(count, { timeout: 20_000 }).toBe(2);

  const port = await freePort("127.0.0.1");
  const early = startWatch(home, `http://127.0.0.1:${port}`);
  await early.waitFor(/does not answer/);
  const sink = await startOtlpSink(port);
  onTestFinished(() => sink.close());
  await early.waitFor(/answers again/);
  expect(sink.logs).toHaveLength(2);
  expect(JSON.stringify(sink.logs.map(({ attributes }) => [...attributes]))).not.toContain(SECRET);
});
