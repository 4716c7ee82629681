import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ToldGroup } from "./group-by-dimension.ts";
import { sumTurnsByDimension, type TurnQuestion } from "./sum-turns-by-dimension.ts";

/** How many round trips the turns with one value of a dimension took. */
export interface ValueRoundTripsPerTurn extends ToldGroup {
  /** Turns, however they ended. */
  readonly n: number;
  readonly complete: number;
  readonly roundTrips: number;
  /** Means over the turns. */
  readonly roundTripsPerTurn: number;
  readonly toolCallsPerTurn: number;
  readonly approvalsPerTurn: number;
}

/** Answers how many round trips, tool calls and approvals turns took, by who ran them or the model variant of most of them. */
export async function roundTripsPerTurn(
  question: TurnQuestion,
  database = sharedDatabase(),
): Promise<readonly ValueRoundTripsPerTurn[]> {
  const values = await sumTurnsByDimension(database, question);
  return values.map(({ value, name, others, sums }) => {
    const { n, complete, roundTrips, toolCalls, approvals } = sums.counts;
    return {
      ...{ value, name, others, n, complete, roundTrips },
      roundTripsPerTurn: roundTrips / n,
      toolCallsPerTurn: toolCalls / n,
      approvalsPerTurn: approvals / n,
    };
  });
}
