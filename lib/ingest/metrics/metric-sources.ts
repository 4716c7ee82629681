import * as semconv from "#instrumentation/semconv.ts";
import type { MetricFigure } from "#lib/domain/metric-point.ts";
import type { Attributes } from "#lib/ingest/otlp/records.ts";

/** A metric that tells a latency figure of round trips, and how to read it. */
export interface MetricSource {
  readonly metric: string;
  readonly figure: MetricFigure;
  /** Of its values, when the client does not say it. */
  readonly unit: "s" | "ms";
  /** Whether the points with these attributes are of complete round trips. */
  isOfRoundTrips(attributes: Attributes): boolean;
}

const MODEL_CALLS: ReadonlySet<unknown> = new Set(["chat", "text_completion", "generate_content", undefined]);

/** By the GenAI conventions: a model call, not an embedding or a tool, that did not fail. */
function isModelCall(attributes: Attributes): boolean {
  return (
    MODEL_CALLS.has(attributes.get(semconv.ATTR_GEN_AI_OPERATION_NAME)) &&
    !attributes.has(semconv.ATTR_ERROR_TYPE)
  );
}

const isAny = () => true;

/**
 * Where a client tells one figure by several of these, the first counts alone. Codex has no line here: its
 * `codex.turn.ttft` begins with the turn, `codex.api_request` ends at the headers, and what it passes on from the
 * engine was not measured by the client.
 */
export const METRIC_SOURCES: readonly MetricSource[] = [
  // Its twin by the conventions has buckets for milliseconds and values in seconds.
  { metric: "gemini_cli.api.request.latency", figure: "e2eMs", unit: "ms", isOfRoundTrips: isAny },
  { metric: "qwen-code.api.request.latency", figure: "e2eMs", unit: "ms", isOfRoundTrips: isAny },
  {
    // Qwen Code stops this phase at the first content that a user sees.
    metric: "qwen-code.api.request.breakdown",
    figure: "ttfoMs",
    unit: "ms",
    isOfRoundTrips: (attributes) => attributes.get("phase") === "network_latency",
  },
  {
    metric: "gen_ai.client.operation.time_to_first_chunk",
    figure: "ttftMs",
    unit: "s",
    isOfRoundTrips: isModelCall,
  },
  // Copilot Chat, whose span attribute of the same name is in milliseconds.
  { metric: "copilot_chat.time_to_first_token", figure: "ttftMs", unit: "s", isOfRoundTrips: isAny },
  {
    // LiteLLM, a gateway.
    metric: "gen_ai.client.response.time_to_first_token",
    figure: "ttftMs",
    unit: "s",
    isOfRoundTrips: isModelCall,
  },
  { metric: "gen_ai.client.operation.duration", figure: "e2eMs", unit: "s", isOfRoundTrips: isModelCall },
];
