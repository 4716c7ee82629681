import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { accountOf } from "../rate-limits/account.ts";
import { fieldsOf, parseJson, textOf } from "../reading/json-fields.ts";

/** Longer files are not what they are called. */
const LENGTH_MAX = 32 * 1024 * 1024;

/**
 * A hash of the account that Codex is logged in to, as `accountOf` makes it from Codex's requests; null when nothing says.
 * `home` is Codex's folder, in which `auth.json` lies. Nothing but the hash leaves this function.
 */
export async function readCodexLogin(home: string): Promise<string | null> {
  const login = await readFields(join(home, "auth.json"));
  const key = textOf(login["OPENAI_API_KEY"]);
  const account = textOf(fieldsOf(login["tokens"])["account_id"]);
  const mode = login["auth_mode"] ?? (key === null ? "chatgpt" : "apikey");
  if (mode === "apikey")
    return key === null ? null : accountOf(new Map([["authorization", `Bearer ${key}`]]), new Map());
  return account === null ? null : accountOf(new Map([["chatgpt-account-id", account]]), new Map());
}

/**
 * A hash of the organisation that Claude Code is logged in to, as `accountOf` makes it from Anthropic's answers; null when
 * nothing says. `home` is the folder in which `.claude.json` lies.
 */
export async function readClaudeLogin(home: string): Promise<string | null> {
  const login = fieldsOf((await readFields(join(home, ".claude.json")))["oauthAccount"]);
  const organisation = textOf(login["organizationUuid"]);
  return organisation === null
    ? null
    : accountOf(new Map(), new Map([["anthropic-organization-id", organisation]]));
}

async function readFields(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    if ((await stat(path)).size > LENGTH_MAX) return {};
    return fieldsOf(parseJson(await readFile(path, "utf8")));
  } catch {
    // There is none, or it is not ours to read.
    return {};
  }
}
