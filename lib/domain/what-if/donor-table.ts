import { carryWait, type DonorCost, typicalMs } from "./donor-cost.ts";
import type { DonorSet } from "./match-donors.ts";

/** The donors of each set as often as they count, the quickest first; sets stand one after the other. */
export interface DonorTable {
  readonly donors: Int32Array;
  /** What the waits of each donor are multiplied with, for the size of its set. */
  readonly waitFactors: Float64Array;
  /** What of each donor's time does not depend on how much it writes. */
  readonly delayMs: Float64Array;
  readonly msPerToken: Float64Array;
  /** By set; one more at the end. */
  readonly from: Int32Array;
}

/** Builds a table in which each donor stands as often as told by its place (null: once); all once where a set would be left without any. */
export type DonorTables = (times: Int32Array | null) => DonorTable;

/** Prepares tables of sets of donors (by their place in `costs`). */
export function donorTables(costs: readonly DonorCost[], sets: readonly DonorSet[]): DonorTables {
  const delays = sets.map(({ donors, waitFactors }) =>
    Float64Array.from(donors, (donor, at) => {
      const cost = costs[donor];
      return cost ? typicalMs(carryWait(cost, waitFactors[at] ?? 1), 0) : 0;
    }),
  );
  const rates = Float64Array.from(costs, ({ msPerToken }) => msPerToken);
  const once = new Int32Array(costs.length).fill(1);
  return (told) => {
    const times = told ?? once;
    const from = new Int32Array(sets.length + 1);
    for (const [index, { donors: set }] of sets.entries()) {
      let n = 0;
      for (let at = 0; at < set.length; at++) n += times[set[at] ?? 0] ?? 0;
      from[index + 1] = (from[index] ?? 0) + (n === 0 ? set.length : n);
    }
    const all = from[sets.length] ?? 0;
    const table = {
      donors: new Int32Array(all),
      waitFactors: new Float64Array(all),
      delayMs: new Float64Array(all),
      msPerToken: new Float64Array(all),
      from,
    };
    for (const [index, { donors: set, waitFactors }] of sets.entries()) {
      let place = from[index] ?? 0;
      const end = from[index + 1] ?? 0;
      for (let round = 0; place < end; round++) {
        for (let at = 0; at < set.length; at++) {
          const donor = set[at] ?? 0;
          // In the second round nobody stood there in the first.
          for (let time = round === 0 ? (times[donor] ?? 0) : 1; time > 0; time--) {
            table.donors[place] = donor;
            table.waitFactors[place] = waitFactors[at] ?? 1;
            table.delayMs[place] = delays[index]?.[at] ?? 0;
            table.msPerToken[place] = rates[donor] ?? 0;
            place++;
          }
        }
      }
    }
    return table;
  };
}

/** What the donor that a round trip has in a table costs, by its place in the order; null when it has no set. */
export function costAt(
  { donors, waitFactors, from }: DonorTable,
  costs: readonly DonorCost[],
  set: number,
  place: number,
): DonorCost | null {
  if (set < 0) return null;
  const first = from[set] ?? 0;
  const at = first + Math.floor(place * ((from[set + 1] ?? first) - first));
  const cost = costs[donors[at] ?? -1];
  return cost === undefined ? null : carryWait(cost, waitFactors[at] ?? 1);
}
