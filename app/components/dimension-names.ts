import type { Dimension } from "#lib/domain/round-trip-filter.ts";

/** What each dimension is called on pages. */
export const DIMENSION_NAMES: Readonly<Record<Dimension, string>> = {
  client: "Client",
  clientVersion: "Client version",
  provider: "Provider",
  model: "Model",
  tier: "Tier",
  serviceTier: "Service tier",
  reasoningEffort: "Effort",
  transport: "Transport",
  connectionReused: "Connection reused",
  sessionId: "Session",
  turnId: "Turn",
  person: "Person",
  team: "Team",
  repository: "Repository",
  outcome: "Outcome",
  errorType: "Error",
  statusCode: "Status",
  basis: "Basis",
};
