import type { DonorCost } from "./donor-cost.ts";

/** The donors of each set as often as they count, the quickest first; sets stand one after the other. */
export interface DonorTable {
  readonly donors: Int32Array;
  /** What of each donor's time does not depend on how much it writes. */
  readonly delayMs: Float64Array;
  readonly msPerToken: Float64Array;
  /** By set; one more at the end. */
  readonly from: Int32Array;
}

/** Builds a table in which each donor stands as often as told by its place (null: once); all once where a set would be left without any. */
export type DonorTables = (times: Int32Array | null) => DonorTable;

/** Prepares tables of sets of donors (by their place in `costs`). */
export function donorTables(costs: readonly DonorCost[], sets: readonly Int32Array[]): DonorTables {
  const delays = Float64Array.from(costs, (c) => c.connectMs + c.queueMs + c.firstTokenMs + c.tailMs);
  const rates = Float64Array.from(costs, ({ msPerToken }) => msPerToken);
  const once = new Int32Array(costs.length).fill(1);
  return (told) => {
    const times = told ?? once;
    const from = new Int32Array(sets.length + 1);
    for (const [index, set] of sets.entries()) {
      let n = 0;
      for (let at = 0; at < set.length; at++) n += times[set[at] ?? 0] ?? 0;
      from[index + 1] = (from[index] ?? 0) + (n === 0 ? set.length : n);
    }
    const all = from[sets.length] ?? 0;
    const table = {
      donors: new Int32Array(all),
      delayMs: new Float64Array(all),
      msPerToken: new Float64Array(all),
      from,
    };
    for (const [index, set] of sets.entries()) {
      let place = from[index] ?? 0;
      const end = from[index + 1] ?? 0;
      for (let round = 0; place < end; round++) {
        for (let at = 0; at < set.length; at++) {
          const donor = set[at] ?? 0;
          // In the second round nobody stood there in the first.
          for (let time = round === 0 ? (times[donor] ?? 0) : 1; time > 0; time--) {
            table.donors[place] = donor;
            table.delayMs[place] = delays[donor] ?? 0;
            table.msPerToken[place] = rates[donor] ?? 0;
            place++;
          }
        }
      }
    }
    return table;
  };
}

/** The donor that a round trip has in a table, by its place in the order; -1 when it has no set. */
export function donorAt({ donors, from }: DonorTable, set: number, place: number): number {
  if (set < 0) return -1;
  const first = from[set] ?? 0;
  return donors[first + Math.floor(place * ((from[set + 1] ?? first) - first))] ?? -1;
}
