import { hash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The words before what is hashed are those of the clients' readings, so that the truth names accounts as they do. */
const PURPOSE = "roundtrip rate limit account";

const CREDENTIALS = ["authorization", "x-api-key", "api-key", "x-goog-api-key"] as const;

/** A hash of the account or the credential that a request came with, 16 hexadecimal digits; null without either. */
export function accountOfHeaders(headers: IncomingHttpHeaders): string | null {
  const told = (header: string) => String(headers[header] ?? "");
  const account = told("chatgpt-account-id");
  const credential = CREDENTIALS.map(told).find((value) => value !== "");
  if (account !== "") return hashOf(`chatgpt\n${account}`);
  return credential === undefined ? null : hashOf(`key\n${credential}`);
}

const hashOf = (text: string): string => hash("sha256", `${PURPOSE}\n${text}`, "hex").slice(0, 16);
