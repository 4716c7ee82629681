import { accountOf } from "../rate-limits/account.ts";
import { readCodexSnapshot } from "../rate-limits/codex-limits.ts";
import { parseDate } from "../rate-limits/parse-reset.ts";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import { fieldsOf, parseJson, textOf } from "../reading/json-fields.ts";

/** What is known of a Codex session from the lines of its file so far. */
export interface SessionFacts {
  /** The thread's id, under which Codex reports as well. */
  readonly sessionId: string | null;
  /** As Codex names itself in its user agent. */
  readonly clientName: string | null;
  /** A hash of the account that the session was started by. */
  readonly account: string | null;
  /** The provider as Codex's configuration names it: `openai`, or one of somebody's own. */
  readonly provider: string | null;
  /** Whether its beginning was read, which is its own; what a fork copies has another one within. */
  readonly isKnown: boolean;
  /** Whether the lines that follow were copied from the session that this one was forked from. */
  readonly isCopy: boolean;
}

/** What one line said about limits, and when (Unix ms). */
export interface SessionLine {
  readonly facts: SessionFacts;
  readonly readings: readonly RateLimitReading[];
  readonly observedAtMs: number | null;
}

/** A turn that began longer before its line was written, in ms, began in another file. */
const COPIED_MS = 30_000;

/** What a file's name says: `rollout-2026-11-25T10-00-00-<thread id>.jsonl`, with a part's id behind it at times. */
export function factsOfName(name: string): SessionFacts {
  const [, id = null] = /^rollout-[\dT-]{19}-([\da-f-]{36})(?:_|\.)/i.exec(name) ?? [];
  return {
    sessionId: id,
    clientName: null,
    account: null,
    provider: null,
    isKnown: false,
    isCopy: false,
  };
}

/** Whether a line may tell of a session, of a turn's start or of limits; all others are not even parsed. */
export function isSessionLine(line: Buffer): boolean {
  return line.includes('"rate_limits"') || line.includes('"session_meta"') || line.includes('"started_at"');
}

/** Reads a line: the limits in a `token_count`, whose session it is, and whether it is a copy. Nothing else of it. */
export function readSessionLine(facts: SessionFacts, text: string): SessionLine {
  const line = fieldsOf(parseJson(text));
  const payload = fieldsOf(line["payload"]);
  const timestamp = textOf(line["timestamp"]);
  const writtenAtMs = timestamp === null ? null : parseDate(timestamp);
  const nothing = { facts, readings: [], observedAtMs: null };
  if (line["type"] === "session_meta") return { ...nothing, facts: withMeta(facts, payload) };
  if (line["type"] !== "event_msg" || writtenAtMs === null) return nothing;
  const { type } = payload;
  if (type === "task_started" || type === "turn_started")
    return { ...nothing, facts: withTurn(facts, payload["started_at"], writtenAtMs) };
  // A fork is written with the limits of long ago and the time of now.
  if (type !== "token_count" || facts.isCopy) return nothing;
  const readings = readCodexSnapshot(payload["rate_limits"], "file", {
    observedUnixMs: writtenAtMs,
    skewMs: 0,
  });
  // Codex repeats what it heard last, be it of a window that is long over.
  const current = readings.filter(({ resetsAtMs }) => resetsAtMs === null || resetsAtMs > writtenAtMs);
  return { facts, readings: current, observedAtMs: writtenAtMs };
}

function withMeta(facts: SessionFacts, meta: Readonly<Record<string, unknown>>): SessionFacts {
  if (facts.isKnown) return facts;
  const account = textOf(meta["creator_account_id"]) ?? textOf(meta["account_id"]);
  return {
    sessionId: identifier(meta["id"]) ?? identifier(meta["session_id"]) ?? facts.sessionId,
    clientName: identifier(meta["originator"]),
    account: account === null ? null : accountOf(new Map([["chatgpt-account-id", account]]), new Map()),
    provider: identifier(meta["model_provider"]),
    isKnown: true,
    isCopy: textOf(meta["forked_from_id"]) !== null || textOf(meta["parent_thread_id"]) !== null,
  };
}

function withTurn(facts: SessionFacts, startedAtSeconds: unknown, writtenAtMs: number): SessionFacts {
  if (typeof startedAtSeconds !== "number") return facts;
  return { ...facts, isCopy: writtenAtMs - startedAtSeconds * 1000 > COPIED_MS };
}

function identifier(value: unknown): string | null {
  return typeof value === "string" && /^[\w.:-]{1,128}$/.test(value) ? value : null;
}
