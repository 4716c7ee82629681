import {
  ATTR_GEN_AI_TOOL_CALL_ID,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_SERVICE_NAME,
} from "#instrumentation/semconv.ts";
import { identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention } from "./convention.ts";
import { toolCallReading, turnReading } from "./model-call-facts.ts";

/**
 * Goose: its model calls speak the GenAI conventions; its turns and tool calls are known by their spans' names. It
 * measures the first token but does not send it.
 */
export const goose: Convention = {
  attributes: [],
  read: (span, { resource }) => {
    if (resource.get(ATTR_SERVICE_NAME) !== "goose") return null;
    if (span.name === "reply") return [turnReading(span)];
    if (span.name !== "dispatch_tool_call") return null;
    return [
      toolCallReading(
        span,
        identifierAttribute(span.attributes, ATTR_GEN_AI_TOOL_NAME),
        identifierAttribute(span.attributes, ATTR_GEN_AI_TOOL_CALL_ID),
      ),
    ];
  },
};
