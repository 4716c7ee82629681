import type { CutDimension } from "#lib/domain/figures/cut.ts";

/** Where the values of a dimension lie, or the model variant, that facts have in common. */
export const TABLE_OF: Readonly<Record<CutDimension | "variantId", "routes" | "callers" | "endings">> = {
  variantId: "routes",
  transport: "routes",
  connectionReused: "routes",
  basis: "routes",
  client: "callers",
  clientVersion: "callers",
  person: "callers",
  team: "callers",
  repository: "callers",
  outcome: "endings",
  errorType: "endings",
  statusCode: "endings",
};

/** The column by which round trips refer to each of these. */
export const ID_OF = { routes: "route_id", callers: "caller_id", endings: "ending_id" } as const;
