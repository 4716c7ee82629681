import { errorType } from "#lib/ingest/error-type.ts";
import type { Attributes } from "#lib/ingest/otlp/records.ts";
import {
  countAttribute,
  firstIdentifier,
  identifierAttribute,
  numberAttribute,
} from "#lib/ingest/read-attributes.ts";

/** Attributes that logs and spans share. */
export const CLAUDE_CODE_FACT_ATTRIBUTES = [
  "model",
  "speed",
  "effort",
  "ttft_ms",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_creation_tokens",
  "status_code",
  "error",
  "request_id",
  "client_request_id",
  "decision",
  "source",
] as const;

/** The name of a model call, the same in its log and in its span; null when it got no answer that names it. */
export function claudeCodeCallId(attributes: Attributes): string | null {
  return firstIdentifier(attributes, ["request_id", "gen_ai.response.id", "client_request_id"]);
}

/** What logs and spans both say of a model call. */
export function claudeCodeCallFacts(attributes: Attributes) {
  const provider = identifierAttribute(attributes, "anthropic.provider");
  const streamOpenMs = numberAttribute(attributes, "ttft_ms");
  return {
    provider: provider === null || provider === "firstParty" ? "anthropic" : provider.toLowerCase(),
    model: identifierAttribute(attributes, "model"),
    // The other value is "normal", which names no tier.
    serviceTier: attributes.get("speed") === "fast" ? "fast" : null,
    reasoningEffort: identifierAttribute(attributes, "effort"),
    transport: streamOpenMs === null ? null : "sse",
    // It stops at `message_start`, before any token.
    streamOpenMs,
    ...claudeCodeTokens(attributes),
    statusCode: countAttribute(attributes, "status_code"),
    callId: claudeCodeCallId(attributes),
  };
}

/** Claude's input tokens leave out what was read from the cache and what was written to it. */
function claudeCodeTokens(attributes: Attributes) {
  const uncached = countAttribute(attributes, "input_tokens");
  const read = countAttribute(attributes, "cache_read_tokens");
  const written = countAttribute(attributes, "cache_creation_tokens");
  return {
    inputTokens: uncached === null ? null : uncached + (read ?? 0) + (written ?? 0),
    cachedInputTokens: read,
    outputTokens: countAttribute(attributes, "output_tokens"),
  };
}

/** One word for what went wrong; null when the record names nothing. */
export function claudeCodeError(attributes: Attributes): string | null {
  const message = attributes.get("error");
  return errorType(countAttribute(attributes, "status_code"), typeof message === "string" ? message : null);
}

/** A decision in the words that hold for all clients: a person is `User`, whatever they clicked. */
export function claudeCodeDecision(attributes: Attributes) {
  const source = identifierAttribute(attributes, "source");
  return {
    decision: identifierAttribute(attributes, "decision"),
    decidedBy: source?.startsWith("user_") ? "User" : source,
  };
}
