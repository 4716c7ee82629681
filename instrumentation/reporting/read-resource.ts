import type { Attributes } from "@opentelemetry/api";
import * as semconv from "../semconv.ts";

/** The resource that the environment describes, as the OpenTelemetry specification says. */
export function readResource(
  environment: Readonly<Record<string, string | undefined>>,
  serviceName: string,
): Attributes {
  const attributes: Attributes = {};
  for (const pair of (environment["OTEL_RESOURCE_ATTRIBUTES"] ?? "").split(",")) {
    const at = pair.indexOf("=");
    if (at < 1) continue;
    attributes[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim());
  }
  const named = environment["OTEL_SERVICE_NAME"] ?? attributes[semconv.ATTR_SERVICE_NAME];
  return { ...attributes, [semconv.ATTR_SERVICE_NAME]: named ?? serviceName };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
