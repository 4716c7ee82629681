import { type Charge, chargeSpan } from "./charge.ts";
import type { ChargeMoment } from "./charge-moment.ts";
import type { Rate } from "./fit-rate.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { weigh } from "./weighting.ts";

/**
 * What each call may have cost, in shares of the bucket, and when: the bounds of all rates and moments that agree with
 * the movement. A call that was not completed may have cost nothing; one that was refused before it began cost nothing
 * unless requests count.
 */
export function priceCalls(
  calls: readonly LedgerCall[],
  rates: readonly Rate[],
  moments: readonly ChargeMoment[],
): Charge[] {
  return calls.map((call) => {
    const costs = rates.flatMap((rate) => {
      const weight = weigh(call, rate.weighting) ?? (call.outcome === "rateLimited" ? 0 : null);
      return weight === null ? [] : [{ middle: weight * rate.perUnit, tolerance: rate.tolerance }];
    });
    const isOpen = costs.length < rates.length;
    const least = Math.min(...costs.map(({ middle, tolerance }) => middle * (1 - tolerance)));
    const most = Math.max(...costs.map(({ middle, tolerance }) => middle * (1 + tolerance)));
    return {
      call,
      ...chargeSpan(call, moments),
      least: isOpen || call.outcome !== "complete" ? 0 : least,
      most: costs.length === 0 ? 0 : most,
      isOpen,
    };
  });
}
