import type { DonorTable } from "./donor-table.ts";
import type { ReplayModel } from "./replay-model.ts";
import type { SessionIndex } from "./weigh-sessions.ts";

/**
 * How many sessions of donors that stand for as much of the modelled time each would tell as much as these (Kish): few
 * sessions may have most of the donors that long round trips draw from. `table` has each donor once; 0 without donors.
 */
export function effectiveDonorSessions(
  { set, tokens }: ReplayModel,
  { donors, from, delayMs, msPerToken }: DonorTable,
  { of, count }: SessionIndex,
): number {
  const sets = from.length - 1;
  const [uses, written] = [new Float64Array(sets), new Float64Array(sets)];
  for (const [at, own] of set.entries()) {
    if (own < 0) continue;
    uses[own] = (uses[own] ?? 0) + 1;
    written[own] = (written[own] ?? 0) + (tokens[at] ?? 0);
  }
  const bySession = new Float64Array(count);
  for (let own = 0; own < sets; own++) {
    const [first, last] = [from[own] ?? 0, from[own + 1] ?? 0];
    let sumMs = 0;
    for (let at = first; at < last; at++) {
      sumMs += (uses[own] ?? 0) * (delayMs[at] ?? 0) + (written[own] ?? 0) * (msPerToken[at] ?? 0);
    }
    // Each donor of a set stands for as much: who is slow counts for no more.
    const eachMs = sumMs / (last - first) ** 2;
    for (let at = first; at < last; at++) {
      const session = of[donors[at] ?? 0] ?? 0;
      bySession[session] = (bySession[session] ?? 0) + eachMs;
    }
  }
  const sum = bySession.reduce((total, own) => total + own, 0);
  const squares = bySession.reduce((total, own) => total + own ** 2, 0);
  return squares === 0 ? 0 : sum ** 2 / squares;
}
