import type { Dimension } from "../round-trip-filter.ts";

/** What round trips can be grouped by; sessions and turns would make as many groups as there are of them. */
export const GROUP_DIMENSIONS = [
  "client",
  "clientVersion",
  "provider",
  "model",
  "tier",
  "serviceTier",
  "reasoningEffort",
  "transport",
  "connectionReused",
  "person",
  "team",
  "repository",
  "outcome",
  "errorType",
  "statusCode",
  "basis",
] as const satisfies readonly Dimension[];

export type GroupDimension = (typeof GROUP_DIMENSIONS)[number];

/** By which dimension to group; "all" makes one group of everything. */
export type GroupBy = GroupDimension | "all";
