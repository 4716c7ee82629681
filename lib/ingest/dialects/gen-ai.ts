import * as semconv from "#instrumentation/semconv.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { facts } from "#lib/ingest/facts.ts";
import { observationKey } from "#lib/ingest/observation-key.ts";
import type { Attributes, LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention, Reading } from "./convention.ts";
import type { Dialect } from "./dialect.ts";
import { describedFacts, genAiSpans } from "./gen-ai-spans.ts";
import { goose } from "./goose.ts";
import { langfuse } from "./langfuse.ts";
import { openInference } from "./openinference.ts";
import { openLlmetry } from "./openllmetry.ts";
import { vercelAiSdk } from "./vercel-ai-sdk.ts";

/** In order: the first whose words a span speaks reads it. The widest comes last. */
const CONVENTIONS: readonly Convention[] = [
  vercelAiSdk,
  openInference,
  langfuse,
  openLlmetry,
  goose,
  genAiSpans,
];

const KEYS = {
  session: [
    semconv.ATTR_GEN_AI_CONVERSATION_ID,
    "copilot_chat.chat_session_id",
    "ai.telemetry.metadata.sessionId",
    "langfuse.session.id",
    "traceloop.association.properties.session_id",
    semconv.ATTR_SESSION_ID,
  ],
  person: [
    semconv.ATTR_USER_EMAIL,
    "metadata.user_api_key_user_email",
    semconv.ATTR_USER_ID,
    semconv.ATTR_GEN_AI_USER_ID,
    "ai.telemetry.metadata.userId",
    "langfuse.user.id",
    "traceloop.association.properties.user_id",
    "metadata.user_api_key_user_id",
    semconv.ATTR_USER_NAME,
    semconv.ATTR_ENDUSER_PSEUDO_ID,
  ],
  team: [
    semconv.ATTR_TEAM_ID,
    "team",
    "department",
    "metadata.user_api_key_team_alias",
    "metadata.user_api_key_team_id",
    "litellm.team.id",
    "github.copilot.github.org",
    "organization.id",
  ],
  repository: [semconv.ATTR_VCS_REPOSITORY_NAME, "github.copilot.git.repository"],
} as const;

/**
 * OpenTelemetry's GenAI conventions and its neighbours, spoken by any SDK or client. A trace is the unit of
 * assembly: the outermost span of an agent is the turn, or the trace itself when no agent is named.
 */
export const genAi: Dialect = {
  name: "gen-ai",
  attributes: new Set([
    ...CONVENTIONS.flatMap(({ attributes }) => attributes),
    ...Object.values(KEYS).flat(),
  ]),
  recognises: () => true,
  wantsSpan: () => true,
  observeSpan: (span, origin) => {
    for (const convention of CONVENTIONS) {
      const readings = convention.read(span, origin);
      if (readings !== null) return readings.map((reading) => spanObservation(span, origin, reading));
    }
    return [];
  },
  observeLog: (log, origin) => {
    const name = log.eventName || log.attributes.get(semconv.ATTR_EVENT_NAME);
    return name === semconv.EVENT_GEN_AI_CLIENT_INFERENCE_OPERATION_DETAILS ? callDetails(log, origin) : [];
  },
};

function spanObservation(span: SpanRecord, origin: RecordOrigin, reading: Reading): Observation {
  return {
    key: observationKey("gen-ai", span.traceId, reading.kind, reading.identity ?? span.spanId),
    scope: `trace/${span.traceId}`,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    kind: reading.kind,
    source: "span",
    atMs: span.endMs,
    startMs: span.startMs,
    facts: facts({ ...reading.facts, ...originFacts(span.attributes, origin.resource) }),
    instants: null,
  };
}

/**
 * The log event about a call tells what was used but neither when the call began nor how long it took. It therefore
 * only completes the call's span, which its trace names; without a trace it says nothing.
 */
function callDetails(log: LogRecord, origin: RecordOrigin): Observation[] {
  const atMs = log.timeMs ?? log.observedMs;
  if (log.traceId === null || atMs === null) return [];
  const described = describedFacts(log.attributes);
  return [
    {
      key: observationKey("gen-ai", log.traceId, "details", described.callId ?? log.spanId ?? atMs),
      scope: `trace/${log.traceId}`,
      traceId: log.traceId,
      spanId: log.spanId,
      parentSpanId: null,
      kind: "modelCall",
      source: "log",
      atMs,
      startMs: null,
      facts: facts({ ...described, ...originFacts(log.attributes, origin.resource) }),
      instants: null,
    },
  ];
}

function originFacts(attributes: Attributes, resource: Attributes) {
  const anywhere = (keys: readonly string[]) =>
    firstIdentifier(attributes, keys) ?? firstIdentifier(resource, keys);
  const person = anywhere(KEYS.person);
  return {
    client: identifierAttribute(resource, semconv.ATTR_SERVICE_NAME) ?? "unknown",
    clientVersion: identifierAttribute(resource, semconv.ATTR_SERVICE_VERSION),
    sessionId: anywhere(KEYS.session),
    // What opencode sends where no name is configured.
    person: person === "unknown" ? null : person,
    team: anywhere(KEYS.team),
    repository: repositoryName(anywhere(KEYS.repository)),
  };
}

/** The address of a repository without its scheme, and without what some put before the host: a password. */
function repositoryName(address: string | null): string | null {
  return (
    address
      ?.replace(/^[a-z+]+:\/\//i, "")
      .replace(/^[^/]*@/, "")
      .replace(/\.git$/, "") ?? null
  );
}
