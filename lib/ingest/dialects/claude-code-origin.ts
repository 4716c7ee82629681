import {
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TEAM_ID,
  ATTR_USER_EMAIL,
  ATTR_VCS_REPOSITORY_NAME,
} from "#instrumentation/semconv.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { facts } from "#lib/ingest/facts.ts";
import type { Attributes, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";

/** Attributes that say who did it, on every record. */
export const CLAUDE_CODE_ORIGIN_ATTRIBUTES = [
  "session.id",
  "app.version",
  "anthropic.provider",
  ATTR_USER_EMAIL,
  "user.account_uuid",
  "user.account_id",
  ATTR_TEAM_ID,
  "team",
  "department",
  ATTR_VCS_REPOSITORY_NAME,
] as const;

/** Claude Code names its service and its scopes after itself. */
export function isClaudeCode(origin: RecordOrigin): boolean {
  return (
    origin.resource.get(ATTR_SERVICE_NAME) === "claude-code" ||
    origin.scopeName.startsWith("com.anthropic.claude_code")
  );
}

/** What a log or span of Claude Code says, before it is known whose it is. */
export type ClaudeCodeDraft = Pick<Observation, "key" | "kind" | "source" | "atMs"> &
  Partial<Pick<Observation, "traceId" | "spanId" | "parentSpanId" | "startMs">> & {
    readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  };

/** The draft as an observation of its session. */
export function claudeCodeObservation(
  sessionId: string,
  attributes: Attributes,
  origin: RecordOrigin,
  draft: ClaudeCodeDraft,
): Observation {
  return {
    scope: `claude-code/${sessionId}`,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    startMs: null,
    instants: null,
    ...draft,
    facts: facts({ ...originFacts(sessionId, attributes, origin), ...draft.facts }),
  };
}

/** `user.id` is left out: it is a hash that names a machine, not a person. */
function originFacts(sessionId: string, attributes: Attributes, { resource }: RecordOrigin) {
  const anywhere = (...keys: string[]) =>
    firstIdentifier(resource, keys) ?? firstIdentifier(attributes, keys);
  return {
    client: "claude-code",
    clientVersion:
      identifierAttribute(resource, ATTR_SERVICE_VERSION) ?? identifierAttribute(attributes, "app.version"),
    sessionId,
    person: firstIdentifier(attributes, [ATTR_USER_EMAIL, "user.account_uuid", "user.account_id"]),
    team: anywhere(ATTR_TEAM_ID, "team", "department"),
    repository: anywhere(ATTR_VCS_REPOSITORY_NAME),
  };
}
