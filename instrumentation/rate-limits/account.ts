import { hash } from "node:crypto";
import type { HeaderFields } from "../reading/flat-headers.ts";

/** Hashes of one purpose cannot be looked up among those of another. */
const PURPOSE = "roundtrip rate limit account";

/** So many credentials and names are remembered at most. */
const KNOWN_MAX = 64;

/** Which account a credential turned out to belong to, both as hashes: not every answer names its account. */
const known = new Map<string, string>();

/** What was hashed before, by its text: in memory alone, where the headers of the requests are as well. */
const hashes = new Map<string, string>();

const CREDENTIALS = ["authorization", "x-api-key", "api-key", "x-goog-api-key"] as const;

/**
 * A hash of what names the account that a request counts for, 16 hexadecimal digits; null when nothing does.
 * An organisation comes before its keys, so that all of them agree.
 */
export function accountOf(requestHeaders: HeaderFields, responseHeaders: HeaderFields): string | null {
  const name = accountName(requestHeaders, responseHeaders);
  const credential = credentialOf(requestHeaders);
  const key = credential === null ? null : hashOf(`key\n${credential}`);
  if (name === null) return key === null ? null : (known.get(key) ?? key);
  const account = hashOf(name);
  if (key !== null && known.get(key) !== account) remember(known, key, account);
  return account;
}

/**
 * The same hash for an account that a person names, by the id that the provider itself gives it: of OpenAI's ChatGPT
 * accounts and Anthropic's organisations it is the hash that their requests give.
 */
export function accountNamed(provider: string, name: string): string {
  const kind = new Map([
    ["openai", "chatgpt"],
    ["anthropic", "anthropic"],
  ]).get(provider);
  return hashOf(kind === undefined ? `named\n${provider}\n${name}` : `${kind}\n${name}`);
}

function credentialOf(requestHeaders: HeaderFields): string | null {
  for (const header of CREDENTIALS) {
    const credential = requestHeaders.get(header);
    if (isTold(credential)) return credential;
  }
  return null;
}

function accountName(requestHeaders: HeaderFields, responseHeaders: HeaderFields): string | null {
  const told = (header: string) => {
    const answered = responseHeaders.get(header);
    const value = isTold(answered) ? answered : requestHeaders.get(header);
    return isTold(value) ? value : undefined;
  };
  const anthropic = told("anthropic-organization-id");
  if (anthropic !== undefined) return `anthropic\n${anthropic}`;
  const chatGpt = told("chatgpt-account-id");
  if (chatGpt !== undefined) return `chatgpt\n${chatGpt}`;
  const openAi = told("openai-organization");
  if (openAi !== undefined) return `openai\n${openAi}\n${told("openai-project") ?? ""}`;
  const google = told("x-goog-user-project");
  return google === undefined ? null : `google\n${google}`;
}

function isTold(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KNOWN_MAX && oldest !== undefined) map.delete(oldest);
}

function hashOf(text: string): string {
  const before = hashes.get(text);
  if (before !== undefined) return before;
  const made = hash("sha256", `${PURPOSE}\n${text}`, "hex").slice(0, 16);
  remember(hashes, text, made);
  return made;
}
