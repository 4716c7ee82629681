import { TURN_DIMENSIONS, type TurnDimension } from "#lib/analytics/sum-turns-by-dimension.ts";
import { readBy } from "./figure-params.ts";
import type { RawParams } from "./raw-params.ts";

/** What questions about turns can be asked with: filters only by what a turn has as a whole. */
export const TURN_PARAMS = ["window", "from", "to", ...TURN_DIMENSIONS] as const;

/** Reads `by` of a question about turns. Throws ParameterError. */
export function readTurnBy(raw: RawParams): TurnDimension | "all" {
  return readBy(raw, TURN_DIMENSIONS);
}
