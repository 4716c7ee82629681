import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accountOf } from "../rate-limits/account.ts";
import { readClaudeLogin, readCodexLogin } from "./read-login.ts";

async function homeWith(name: string, content: unknown): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "roundtrip-login-"));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, name), typeof content === "string" ? content : JSON.stringify(content));
  return home;
}

const byHeaders = (
  request: Readonly<Record<string, string>>,
  response: Readonly<Record<string, string>> = {},
) => accountOf(new Map(Object.entries(request)), new Map(Object.entries(response)));

test("a ChatGPT login is the account that its requests name at the wire", async () => {
  const home = await homeWith("auth.json", {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: { account_id: "an-account", access_token: "secret" },
  });
  expect(await readCodexLogin(home)).toBe(
    byHeaders({ "chatgpt-account-id": "an-account", authorization: "Bearer secret" }),
  );
});

test("an API key is the account that its requests name at the wire", async () => {
  const wire = byHeaders({ authorization: "Bearer made-up" });
  expect(await readCodexLogin(await homeWith("auth.json", { OPENAI_API_KEY: "made-up" }))).toBe(wire);
  const both = { auth_mode: "apikey", OPENAI_API_KEY: "made-up", tokens: { account_id: "old" } };
  expect(await readCodexLogin(await homeWith("auth.json", both))).toBe(wire);
});

test("Claude Code's login is the organisation that its answers name", async () => {
  const home = await homeWith(".claude.json", { oauthAccount: { organizationUuid: "an-org" } });
  expect(await readClaudeLogin(home)).toBe(byHeaders({}, { "anthropic-organization-id": "an-org" }));
});

test.each(["", "{", "null", "[]", '{"tokens":{}}', '{"auth_mode":"apikey"}', '{"tokens":{"account_id":7}}'])(
  "a login of %j is unknown",
  async (content) => {
    expect(await readCodexLogin(await homeWith("auth.json", content))).toBeNull();
    expect(await readClaudeLogin(await homeWith(".claude.json", content))).toBeNull();
  },
);

test("no login is unknown", async () => {
  expect(await readCodexLogin(join(tmpdir(), "roundtrip-nowhere"))).toBeNull();
});
