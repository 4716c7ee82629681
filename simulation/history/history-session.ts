import type { Origin, Transport } from "#lib/domain/round-trip.ts";
import { type Chance, chanceOf } from "#simulation/week/chance.ts";
import { versionAt } from "./client-versions.ts";
import type { Conversation } from "./conversation.ts";
import type { SettledOptions } from "./history-options.ts";
import { type HistoryPerson, PROGRAMS } from "./history-person.ts";
import type { Teller } from "./made-call.ts";
import type { ProfileName } from "./model-profiles.ts";
import type { SessionPlan } from "./plan-days.ts";
import { randomStream } from "./random-stream.ts";
import { type SessionIds, sessionIds } from "./session-ids.ts";

/** Spread of what the calls of a session have in common: standard deviations of logarithms. */
export const SESSION_FIRST_TOKEN_SPREAD = 0.22;
export const SESSION_RATE_SPREAD = 0.07;

/** A session while it goes on. */
export interface HistorySession {
  readonly person: HistoryPerson;
  readonly origin: Origin;
  readonly isProgram: boolean;
  readonly teller: Teller;
  readonly transport: Transport;
  /** Whether a WebSocket was given up before it. */
  readonly isFallback: boolean;
  readonly ids: SessionIds;
  readonly chance: Chance;
  readonly firstTokenFactor: number;
  readonly rateFactor: number;
  /** What each model was told; the same objects all along. */
  readonly conversations: Map<ProfileName, Conversation>;
  /** Unix ms at which a connection was last used; it is closed when it idles. */
  connectionUsedMs: number;
}

const SESSION_STREAM = 5;
export const PROGRAM_STREAMS_SHARE = 0.75;

/** Opens a session as planned. */
export function openSession(options: SettledOptions, plan: SessionPlan): HistorySession {
  const { person, day, index, startMs } = plan;
  const chance = chanceOf(randomStream(options.seed, SESSION_STREAM, person.index, day, index));
  const { client } = person.clients[plan.clientIndex];
  const isProgram = (PROGRAMS as readonly string[]).includes(client);
  const wishes = transportOf(client, person, chance);
  const isFallback = wishes === "websocket" && chance.happens(options.fallbackShare);
  const transport = isFallback ? "sse" : wishes;
  const version = toldVersion(person, plan.clientIndex, shareOfHistory(options, startMs));
  const repository = person.repositories[chance.whole(0, person.repositories.length - 1)] ?? null;
  return {
    person,
    origin: {
      client,
      clientVersion: version,
      person: person.name,
      team: person.team,
      // Nor do all clients tell the repository.
      repository: person.isMeasured || client === "claude-code" ? repository : null,
    },
    isProgram,
    teller: person.isMeasured || isProgram ? "wire" : tellerOf(client, transport),
    transport,
    isFallback,
    ids: sessionIds(startMs, options.seed, person.index, day, index),
    chance,
    firstTokenFactor: chance.around(1, SESSION_FIRST_TOKEN_SPREAD),
    rateFactor: chance.around(1, SESSION_RATE_SPREAD),
    conversations: new Map(),
    connectionUsedMs: Number.NEGATIVE_INFINITY,
  };
}

/** The unit of assembly to which a client's turns belong: the session, or for programs a trace for each turn. */
export function scopeOf({ origin, isProgram, ids }: HistorySession): string {
  return isProgram ? `trace/${ids.traceId()}` : `${origin.client}/${ids.sessionId}`;
}

/** How far a history has come at a Unix ms: 0 at its beginning, 1 at its end. */
export function shareOfHistory({ fromMs, endMs }: SettledOptions, atMs: number): number {
  return (atMs - fromMs) / (endMs - fromMs);
}

/** The version that a client of somebody tells at a time, which is a share of the history's length. */
export function toldVersion(person: HistoryPerson, clientIndex: 0 | 1, at: number): string | null {
  const { client, versions } = person.clients[clientIndex];
  // Of itself, Gemini CLI tells the version of Node.
  return client === "gemini-cli" && !person.isMeasured ? null : versionAt(versions, at);
}

function transportOf(client: string, person: HistoryPerson, chance: Chance): Transport {
  if (client === "codex") return person.prefersWebSocket ? "websocket" : "sse";
  if (client === "claude-code" || client === "gemini-cli") return "sse";
  return chance.happens(PROGRAM_STREAMS_SHARE) ? "sse" : "http";
}

function tellerOf(client: string, transport: Transport): Teller {
  if (client === "claude-code") return "claudeCode";
  if (client === "gemini-cli") return "geminiCli";
  return transport === "websocket" ? "codexSpan" : "codexLog";
}
