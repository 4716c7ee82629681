import { type DonorCost, reasons } from "./donor-cost.ts";
import type { DonorWish } from "./match-donors.ts";
import { type TimedRoundTrip, uncachedInputTokens } from "./recorded-turn.ts";
import type { SettledScenario } from "./what-if-scenario.ts";

/** With fewer donors than this an interval would say little of what it leaves out. */
export const FEWEST_DONORS = 30;

/** What a scenario wants for round trips; null for one that it leaves as it was. */
export type DonorWishes = (
  roundTrip: TimedRoundTrip,
) => (DonorWish & { readonly isTransportMixed: boolean }) | null;

/**
 * Prepares wishes. Without a change of transport, donors of the same transport are wanted, as long as their tier has enough
 * of them; with one, the state of the connection is left to those that used it.
 */
export function wishDonors({ tier, transport }: SettledScenario, costs: readonly DonorCost[]): DonorWishes {
  const own = Map.groupBy(costs, (cost) => `${cost.transport} ${cost.tier}`);
  return (roundTrip) => {
    const changesTier =
      tier !== null && tier.to !== roundTrip.tier && (tier.from === null || tier.from === roundTrip.tier);
    const changesTransport =
      transport !== null && roundTrip.transport !== null && transport.to !== roundTrip.transport;
    if (!changesTier && !changesTransport) return null;
    const to = changesTier && tier !== null ? tier.to : roundTrip.tier;
    const same = transport?.to ?? roundTrip.transport;
    const isTransportMixed = transport === null && (own.get(`${same} ${to}`)?.length ?? 0) < FEWEST_DONORS;
    return {
      tier: to,
      transport: isTransportMixed ? null : same,
      isNewConnection: changesTransport ? null : roundTrip.connectionReused === false,
      reasons: reasons(roundTrip),
      uncachedInput: uncachedInputTokens(roundTrip),
      isTransportMixed,
    };
  };
}
