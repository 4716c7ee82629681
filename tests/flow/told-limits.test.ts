import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountOf } from "#instrumentation/rate-limits/account.ts";
import { freePort } from "#server/free-ports.ts";
import { type OtlpSink, startOtlpSink } from "#tests/support/otlp-sink.ts";

const RESETS_AT = Math.floor(Date.now() / 1000) + 3_600;

const STATUS = {
  session_id: "a-session",
  cwd: "/home/dev/project",
  model: { id: "m", display_name: "M" },
  rate_limits: {
    five_hour: { used_percentage: 23, resets_at: RESETS_AT },
    seven_day: { used_percentage: 41, resets_at: RESETS_AT },
  },
};

async function startHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-home-"));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(
    join(home, ".claude.json"),
    JSON.stringify({ oauthAccount: { organizationUuid: "an-org", emailAddress: "ada@example.com" } }),
  );
  return home;
}

async function startSink(): Promise<OtlpSink> {
  const sink = await startOtlpSink();
  onTestFinished(() => sink.close());
  return sink;
}

/** Runs the command with something on its standard input. */
function run(
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string; complaint: string }> {
  const child = spawn(process.execPath, [resolve("cli/main.ts"), ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env } as unknown as NodeJS.ProcessEnv,
  });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  child.stdin.on("error", () => undefined).end(input);
  return new Promise((done) => child.once("close", (code) => done({ code, output, complaint })));
}

const told = ({ logs }: OtlpSink) =>
  logs.map(({ attributes }) => [
    attributes.get("gen_ai.provider.name"),
    attributes.get("roundtrip.rate_limit.account"),
    attributes.get("roundtrip.rate_limit.family"),
    attributes.get("roundtrip.rate_limit.window_minutes"),
    attributes.get("roundtrip.rate_limit.used_fraction"),
    attributes.get("gen_ai.conversation.id"),
  ]);

const ORGANISATION = accountOf(new Map(), new Map([["anthropic-organization-id", "an-org"]]));

test("Claude Code's status line is one short line, and its limits are told of the organisation at the wire", async () => {
  const [home, sink] = [await startHome(), await startSink()];
  const env = { HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const ran = await run(["statusline"], JSON.stringify(STATUS), env);
  expect(ran).toEqual({ code: 0, output: "5 h 23 % · 7 d 41 %\n", complaint: "" });
  await expect.poll(() => sink.logs.length, { timeout: 20_000 }).toBe(2);
  expect(told(sink)).toEqual([
    ["anthropic", ORGANISATION, "unified", 300, 0.23, "a-session"],
    ["anthropic", ORGANISATION, "unified", 10_080, 0.41, "a-session"],
  ]);
  const all = JSON.stringify(sink.logs.map((log) => [...log.attributes]));
  for (const kept of ["/home/dev", "ada@example.com", "an-org"]) expect(all).not.toContain(kept);
  // The same again is no news.
  await run(["statusline"], JSON.stringify(STATUS), env);
  const more = { ...STATUS, rate_limits: { five_hour: { used_percentage: 25, resets_at: RESETS_AT } } };
  await run(["statusline"], JSON.stringify(more), env);
  await expect.poll(() => sink.logs.length, { timeout: 20_000 }).toBe(3);
});

test.each([
  ["no limits", "{}"],
  ["nothing", ""],
  ["no JSON", "{"],
])("a status line of %s is empty, and no failure", async (_, input) => {
  const ran = await run(["statusline"], input, { HOME: await startHome() });
  expect(ran).toEqual({ code: 0, output: "\n", complaint: "" });
});

test("a status line neither waits for a collector that is down nor fails with it", async () => {
  const env = {
    HOME: await startHome(),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort("127.0.0.1")}`,
  };
  const ran = await run(["statusline"], JSON.stringify(STATUS), env);
  expect(ran).toEqual({ code: 0, output: "5 h 23 % · 7 d 41 %\n", complaint: "" });
});

test("another status line gets the same input and prints instead, and may fail", async () => {
  const home = await startHome();
  const script =
    "process.stdin.on('data', (d) => process.stdout.write('mine ' + JSON.parse(d).model.id)); process.exitCode = 3";
  const ran = await run(["statusline", "--", process.execPath, "-e", script], JSON.stringify(STATUS), {
    HOME: home,
    OTEL_EXPORTER_OTLP_ENDPOINT: (await startSink()).url,
  });
  expect(ran).toEqual({ code: 0, output: "mine m", complaint: "" });
  const missing = await run(["statusline", "--", join(home, "nothing")], JSON.stringify(STATUS), {
    HOME: home,
  });
  expect(missing).toEqual({ code: 0, output: "", complaint: "" });
});

test("a provider's usage answer is told, of the account that was named", async () => {
  const sink = await startSink();
  const env = { HOME: await startHome(), OTEL_EXPORTER_OTLP_ENDPOINT: sink.url };
  const window = { used_percent: 25, limit_window_seconds: 18_000, reset_at: RESETS_AT };
  const answer = JSON.stringify({ email: "ada@example.com", rate_limit: { primary_window: window } });
  const ran = await run(["usage", "--provider", "codex", "--account", "an-account"], answer, env);
  expect(ran).toEqual({ code: 0, output: "openai codex 5 h 25 %\n", complaint: "" });
  expect(told(sink)).toEqual([
    [
      "openai",
      accountOf(new Map([["chatgpt-account-id", "an-account"]]), new Map()),
      "codex",
      300,
      0.25,
      undefined,
    ],
  ]);
});

test.each([
  [["usage"], "{}", /--provider.*openrouter/],
  [["usage", "--provider", "nobody"], "{}", /--provider.*openrouter/],
  [["usage", "--provider", "openrouter"], "{}", /nothing about limits/],
  [["usage", "--nonsense"], "{}", /nonsense/],
])("%j is told in one line what is wrong with it", async (args, input, expected) => {
  const { code, output, complaint } = await run(args, input, { HOME: await startHome() });
  expect([code, output]).toEqual([1, ""]);
  expect(complaint.trim()).toMatch(expected);
  expect(complaint.trim().split("\n")).toHaveLength(1);
});
