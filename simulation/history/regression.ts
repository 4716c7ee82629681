import type { Where } from "./history-options.ts";

/** What of a call or a round trip a regression may go by. */
export type WhereFacts = { readonly [Name in keyof Where]-?: NonNullable<Where[Name]> | null };

/** What gets worse in a history, and how much. */
export interface PlantedRegression {
  readonly where: Where;
  /** Unix ms from which on. */
  readonly startMs: number;
  /** What the time to the first token is multiplied by, connecting aside. */
  readonly factor: number;
  /** The share of the round trips that need a new connection beside those that always do. */
  readonly newConnectionShare: number;
  /**
   * The share of all round trips from the start on that are hit, as planned: what is made comes near to it. Null where it
   * depends on the model, which is only chosen when a turn is made.
   */
  readonly expectedShare: number | null;
}

/** Whether all that is named has the value named: also of a round trip, to find those that a regression hit. */
export function isWhere(where: Where, facts: WhereFacts): boolean {
  return (
    isValue(where.client, facts.client) &&
    isValue(where.clientVersion, facts.clientVersion) &&
    isValue(where.transport, facts.transport) &&
    isValue(where.team, facts.team) &&
    isValue(where.model, facts.model) &&
    isValue(where.serviceTier, facts.serviceTier) &&
    isValue(where.reasoningEffort, facts.reasoningEffort)
  );
}

function isValue(wanted: string | null | undefined, value: string | null): boolean {
  return wanted === undefined || wanted === value;
}
