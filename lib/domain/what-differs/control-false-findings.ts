/**
 * The q of each p: the least share of false findings to be expected among all findings when this one is taken for one
 * (Benjamini & Hochberg 1995). `tests` says how many were tested in all, those left out of `ps` having p = 1.
 */
export function controlFalseFindings(ps: readonly number[], tests: number = ps.length): readonly number[] {
  const places = ps.map((_, place) => place).toSorted((a, b) => (ps[b] ?? 1) - (ps[a] ?? 1));
  const qs = ps.map(() => 1);
  let least = 1;
  for (const [passed, place] of places.entries()) {
    const rank = ps.length - passed;
    least = Math.min(least, ((ps[place] ?? 1) * tests) / rank);
    qs[place] = least;
  }
  return qs;
}
