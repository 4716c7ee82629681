import * as semconv from "#instrumentation/semconv.ts";
import { traceScope } from "#lib/domain/claim-exchanges.ts";
import type { RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";
import { codexScope } from "./codex-origin.ts";

/** What the tap calls itself: then the client is whoever sent the request through it. */
const TAP = "roundtrip-tap";

interface KnownClient {
  /** What its user agent or its service is called. */
  readonly pattern: RegExp;
  readonly client: string;
  /** The unit of assembly to which its own telemetry puts a session. */
  readonly scopeOf: (session: string) => string;
  /** Whether the version of its service is its own, and not that of Node. */
  readonly namesVersion: boolean;
  /** Whether its traces name neither a response nor anything else of a call, which is then known by what it was like. */
  readonly isKnownByLikeness?: true;
}

/** The clients whose sessions other dialects tell of. */
const CLIENTS: readonly KnownClient[] = [
  { pattern: /^codex([_-]|$)/i, client: "codex", scopeOf: codexScope, namesVersion: true },
  {
    pattern: /^claude-(cli|code)$/i,
    client: "claude-code",
    scopeOf: (session) => `claude-code/${session}`,
    namesVersion: true,
  },
  {
    pattern: /^gemini-?cli([_-]|$)/i,
    client: "gemini-cli",
    scopeOf: (session) => `gemini-cli/${session}`,
    namesVersion: false,
    isKnownByLikeness: true,
  },
  {
    pattern: /^qwen-?code$/i,
    client: "qwen-code",
    scopeOf: (session) => `qwen-code/${session}`,
    namesVersion: false,
  },
];

/** Whether this is a client of which another dialect tells sessions. */
export function isSessionClient(client: unknown): boolean {
  return CLIENTS.some((known) => known.client === client);
}

/** Whether calls of this client are known by what they were like, where nothing names them. */
export function isKnownByLikeness(client: unknown): client is string {
  return CLIENTS.some((known) => known.client === client && known.isKnownByLikeness);
}

/** Who made the request, and to which unit of assembly it belongs as far as it says so itself. */
export function wireOrigin({ attributes, traceId }: SpanRecord, { resource }: RecordOrigin) {
  const service = identifierAttribute(resource, semconv.ATTR_SERVICE_NAME);
  const agent = identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_CLIENT_NAME);
  const isTapped = service === TAP;
  // An SDK's user agent names the SDK, so only one that is known comes before the name of the service.
  const known = knownClient(agent) ?? (isTapped ? undefined : knownClient(service));
  const agentVersion = identifierAttribute(attributes, semconv.ATTR_ROUNDTRIP_CLIENT_VERSION);
  const serviceVersion =
    known?.namesVersion === false ? null : identifierAttribute(resource, semconv.ATTR_SERVICE_VERSION);
  const version = isTapped || knownClient(agent) ? agentVersion : serviceVersion;
  const sessionId =
    identifierAttribute(attributes, semconv.ATTR_GEN_AI_CONVERSATION_ID) ??
    (isTapped ? null : identifierAttribute(resource, semconv.ATTR_SESSION_ID));
  const anywhere = (...keys: string[]) =>
    firstIdentifier(attributes, keys) ?? firstIdentifier(resource, keys);
  return {
    scope: known && sessionId !== null ? known.scopeOf(sessionId) : traceScope(traceId),
    facts: {
      client: known?.client ?? (isTapped ? agent : service) ?? "unknown",
      // Some agents put more behind a slash.
      clientVersion: version?.split("/")[0] ?? null,
      sessionId,
      person: anywhere(semconv.ATTR_USER_EMAIL, semconv.ATTR_USER_ID),
      team: anywhere(semconv.ATTR_TEAM_ID, "team", "department"),
      repository: anywhere(semconv.ATTR_VCS_REPOSITORY_NAME),
    },
  };
}

function knownClient(name: string | null): KnownClient | undefined {
  return CLIENTS.find(({ pattern }) => pattern.test(name ?? ""));
}
