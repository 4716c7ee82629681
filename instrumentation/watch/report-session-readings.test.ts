import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountNamed, accountOf } from "../rate-limits/account.ts";
import type { ReadingReport } from "../reporting/start-reading-sender.ts";
import { limitsLine, metaLine } from "../testing/session-lines.ts";
import { reportSessionReadings } from "./report-session-readings.ts";
import { SessionFile } from "./session-file.ts";

const T0 = Date.UTC(2026, 10, 25, 9);

const CONFIG = `model_provider = "mine"
[model_providers.mine]
base_url = "http://127.0.0.1:4319/openai/v1"
[model_providers."proxy"]
requires_openai_auth = true
[profiles.requires]
requires_openai_auth = true
`;

/** The account under which a session with this first line is reported. */
async function accountFor(meta: Readonly<Record<string, unknown>>): Promise<string | null | undefined> {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-codex-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, "auth.json"), JSON.stringify({ tokens: { account_id: "logged-in" } }));
  await writeFile(join(home, "config.toml"), CONFIG);
  const path = join(home, "rollout-a.jsonl");
  await writeFile(path, metaLine(T0, meta) + limitsLine(T0, 1));
  const sent: ReadingReport[] = [];
  const deliver = reportSessionReadings(home, { send: async (reports) => Boolean(sent.push(...reports)) });
  expect(await new SessionFile(path, 0).step(deliver)).toBe("end");
  expect(sent).toHaveLength(1);
  return sent[0]?.origin.account;
}

test("a session counts for the account that it names, else for the one that is logged in", async () => {
  const wire = (id: string) => accountOf(new Map([["chatgpt-account-id", id]]), new Map());
  expect(await accountFor({ creator_account_id: "creator" })).toBe(wire("creator"));
  expect(await accountFor({})).toBe(wire("logged-in"));
  expect(await accountFor({})).toBe(accountNamed("openai", "logged-in"));
});

test("a session of somebody's own provider counts for the login only where its configuration says so", async () => {
  expect(await accountFor({ model_provider: "mine" })).toBeNull();
  expect(await accountFor({ model_provider: "requires", creator_account_id: "creator" })).toBeNull();
  expect(await accountFor({ model_provider: "proxy" })).toBe(accountNamed("openai", "logged-in"));
});
