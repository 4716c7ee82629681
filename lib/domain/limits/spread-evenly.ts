/** Irrational steps: the n-th multiples of each, modulo 1, fill the unit interval evenly, and together the unit cube. */
const STEPS = [0.856674883854502, 0.733891856627126, 0.628707247209985, 0.538597253600125] as const;

/** The n-th of a fixed sequence of numbers in 0 to 1 that lie evenly; one sequence for each dimension (0 to 3). */
export function evenShare(n: number, dimension: 0 | 1 | 2 | 3): number {
  return (0.5 + (n + 1) * STEPS[dimension]) % 1;
}

/** The standard normal value below which a share lies, nearly: the logistic quantile scaled to the same spread. */
export function normalAt(share: number): number {
  return Math.log(share / (1 - share)) / 1.702;
}
