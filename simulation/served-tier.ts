import type { ModelBehaviour } from "./behaviour.ts";
import type { ModelRequest } from "./model-request.ts";

/** The name under which OpenAI serves a requested tier. */
export function servedTier(request: ModelRequest, behaviour: ModelBehaviour): string {
  if (behaviour.serviceTier !== null) return behaviour.serviceTier;
  if (request.serviceTier === "fast") return "priority";
  return request.serviceTier === null || request.serviceTier === "auto" ? "default" : request.serviceTier;
}
