import type { ConcurrencyLimit } from "./limits-configuration.ts";
import type { Meter } from "./meter.ts";

/** Calls in flight; a call that ends gives back its 1. */
export function concurrencyMeter({ limit }: Pick<ConcurrencyLimit, "limit">): Meter {
  let inFlight = 0;
  return {
    waitMs: (amount) => (amount > limit ? Number.POSITIVE_INFINITY : inFlight + amount <= limit ? 0 : null),
    take(amount) {
      inFlight += amount;
    },
    correct(change) {
      inFlight += change;
    },
    state: () => ({ limit, used: inFlight, startedAtMs: null, resetsAtMs: null }),
  };
}
