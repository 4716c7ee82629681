import { identifierAttribute } from "#lib/ingest/read-attributes.ts";
import type { Convention } from "./convention.ts";
import { toolCallReading, turnReading } from "./model-call-facts.ts";

/**
 * OpenLLMetry's decorators. Its model calls speak the GenAI conventions, today's or older ones; only what surrounds
 * them has a vocabulary of its own.
 */
export const openLlmetry: Convention = {
  attributes: ["traceloop.span.kind", "traceloop.entity.name"],
  read: (span) => {
    const kind = identifierAttribute(span.attributes, "traceloop.span.kind");
    if (kind === "workflow" || kind === "agent") return [turnReading(span)];
    if (kind !== "tool") return null;
    return [toolCallReading(span, identifierAttribute(span.attributes, "traceloop.entity.name"), null)];
  },
};
