import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION, ATTR_TEAM_ID } from "#instrumentation/semconv.ts";
import type { Attributes, RecordOrigin } from "#lib/ingest/otlp/records.ts";
import { firstIdentifier, identifierAttribute } from "#lib/ingest/read-attributes.ts";

/** Facts that hold for everything a Codex process reports. */
export function codexOriginFacts(attributes: Attributes, origin: RecordOrigin) {
  return {
    client: "codex",
    clientVersion:
      identifierAttribute(origin.resource, ATTR_SERVICE_VERSION) ??
      identifierAttribute(attributes, "app.version"),
    team:
      firstIdentifier(origin.resource, [ATTR_TEAM_ID, "team"]) ??
      firstIdentifier(attributes, [ATTR_TEAM_ID, "team"]),
  };
}

/** Codex names its service after the surface it runs in: codex_exec, codex_cli_rs, codex-tui, codex-app-server, codex_vscode. */
export function isCodex(origin: RecordOrigin): boolean {
  const service = origin.resource.get(ATTR_SERVICE_NAME);
  return (
    (typeof service === "string" && /^codex([_-]|$)/.test(service)) ||
    origin.scopeName.startsWith("codex_otel")
  );
}

/** The unit of assembly of everything that happened in one Codex thread. */
export function codexScope(conversationId: string): string {
  return `codex/${conversationId}`;
}
