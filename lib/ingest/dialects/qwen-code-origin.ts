import {
  ATTR_GEN_AI_USER_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_TEAM_ID,
  ATTR_USER_EMAIL,
} from "#instrumentation/semconv.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";

/** Attributes that say who did it. */
export const QWEN_CODE_ORIGIN_ATTRIBUTES = [
  "session.id",
  "gen_ai.conversation.id",
  ATTR_USER_EMAIL,
  ATTR_GEN_AI_USER_ID,
  ATTR_TEAM_ID,
  "team",
  "department",
] as const;

export function isQwenCode(origin: RecordOrigin): boolean {
  return origin.resource.get(ATTR_SERVICE_NAME) === "qwen-code";
}

/** What a log or span of Qwen Code says, before it is known whose it is. */
export type QwenCodeDraft = Pick<Observation, "kind" | "source" | "atMs"> &
  Partial<Pick<Observation, "traceId" | "spanId" | "parentSpanId" | "startMs">> & {
    /** What tells this thing from others of its kind in the session. */
    readonly identity: readonly (string | number | null)[];
    readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
  };

/** The session of a record, or null when it names none. */
export function qwenCodeSession(attributes: Attributes, { resource }: RecordOrigin): string | null {
  return (
    firstIdentifier(attributes, ["session.id", "gen_ai.conversation.id"]) ??
    identifierAttribute(resource, "session.id")
  );
}

/** The draft as an observation of its session. */
export function qwenCodeObservation(
  sessionId: string,
  attributes: Attributes,
  { resource }: RecordOrigin,
  { identity, ...draft }: QwenCodeDraft,
): Observation {
  const version = identifierAttribute(resource, ATTR_SERVICE_VERSION);
  return {
    key: observationKey("qwen-code", sessionId, draft.kind, ...identity),
    scope: `qwen-code/${sessionId}`,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    startMs: null,
    instants: null,
    ...draft,
    facts: facts({
      client: "qwen-code",
      // Node writes its own version with a v, and some releases report that one.
      clientVersion: version?.startsWith("v") ? null : version,
      sessionId,
      person: firstIdentifier(attributes, [ATTR_USER_EMAIL, ATTR_GEN_AI_USER_ID]),
      team: firstIdentifier(resource, [ATTR_TEAM_ID, "team", "department"]),
      ...draft.facts,
    }),
  };
}
