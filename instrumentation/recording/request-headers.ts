import { FlatHeaders, type HeaderFields } from "../reading/flat-headers.ts";
import type { HeaderList } from "./exchange.ts";

/** What the headers of a request say about who makes it; null where they do not. */
export interface Caller {
  readonly clientName: string | null;
  readonly clientVersion: string | null;
  readonly sessionId: string | null;
  readonly traceparent: string | null;
  readonly retryCount: number | null;
}

/**
 * Headers by which clients name their session: Codex's newer and older ones, Claude Code's, and a common one. A thread
 * comes first: a subagent of Codex shares the session of its parent, and reports under the id of its thread.
 */
const SESSION_HEADERS = [
  "thread-id",
  "session-id",
  "session_id",
  "conversation_id",
  "conversation-id",
  "x-claude-code-session-id",
  "x-session-id",
] as const;

/** A list of headers, to look some of them up. */
export function headerFields(headers: HeaderList): HeaderFields {
  return headers instanceof FlatHeaders ? headers : headerMap(headers);
}

/** A list of headers by lower-case name; a name that repeats is one list, as HTTP says (RFC 9110, section 5.3). */
export function headerMap(headers: HeaderList): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = map.get(key);
    map.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return map;
}

/** The first of these headers that is there. */
export function firstOf(headers: HeaderFields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Reads them. */
export function readCaller(headers: HeaderFields): Caller {
  const agent = /^([A-Za-z][\w.-]{0,63})\/(\S{1,64})/.exec(headers.get("user-agent") ?? "");
  const session = firstOf(headers, SESSION_HEADERS);
  const traceparent = headers.get("traceparent") ?? "";
  const retries = headers.get("x-stainless-retry-count") ?? "";
  return {
    clientName: agent?.[1] ?? null,
    clientVersion: agent?.[2] ?? null,
    sessionId: session !== undefined && /^[\w.:-]{1,128}$/.test(session) ? session : null,
    traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent) ? traceparent : null,
    retryCount: /^\d{1,4}$/.test(retries) ? Number(retries) : null,
  };
}
