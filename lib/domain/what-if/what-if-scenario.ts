import type { Transport } from "../round-trip.ts";
import type { Tier } from "../tier.ts";

/** Round trips of one tier (`from`; null: of every other) go to another. */
export interface TierChange {
  readonly kind: "tier";
  readonly from: Tier | null;
  readonly to: Tier;
}

/** Every round trip goes over this transport, to the tier that it went to. */
export interface TransportChange {
  readonly kind: "transport";
  readonly to: Transport;
}

/** Refused attempts, and the waiting after them, take so many times as long: 0 without throttling. */
export interface LimitsChange {
  readonly kind: "limits";
  readonly throttleFactor: number;
}

export type WhatIfChange = TierChange | TransportChange | LimitsChange;

/** What is asked: at most one change of each kind, all at once. */
export interface WhatIfScenario {
  readonly changes: readonly WhatIfChange[];
  /** Output tokens of a round trip that goes to another tier, as a multiple of what was written; 1 when left out. */
  readonly outputRatio?: number;
  /** Round trips that such work needs, as a multiple of those recorded, each with its tools; 1 when left out. */
  readonly roundTripRatio?: number;
}

/** A scenario with its defaults filled in. */
export interface SettledScenario {
  readonly tier: TierChange | null;
  readonly transport: TransportChange | null;
  /** 1 when limits stay. */
  readonly throttleFactor: number;
  readonly outputRatio: number;
  readonly roundTripRatio: number;
}

/** Fills in what is left out. Throws a RangeError when a factor is no number that can be, or a kind stands twice. */
export function settleScenario({
  changes,
  outputRatio = 1,
  roundTripRatio = 1,
}: WhatIfScenario): SettledScenario {
  const kinds = new Set(changes.map(({ kind }) => kind));
  if (kinds.size < changes.length) throw new RangeError("A scenario has at most one change of each kind");
  const limits = changes.find((change) => change.kind === "limits");
  const throttleFactor = limits?.throttleFactor ?? 1;
  if (!(throttleFactor >= 0 && Number.isFinite(throttleFactor))) {
    throw new RangeError("throttleFactor is 0 or more");
  }
  for (const [name, ratio] of Object.entries({ outputRatio, roundTripRatio })) {
    if (!(ratio > 0 && Number.isFinite(ratio))) throw new RangeError(`${name} is more than 0`);
  }
  return {
    tier: changes.find((change) => change.kind === "tier") ?? null,
    transport: changes.find((change) => change.kind === "transport") ?? null,
    throttleFactor,
    outputRatio,
    roundTripRatio,
  };
}
