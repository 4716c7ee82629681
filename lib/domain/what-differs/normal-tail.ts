/** The probability that a standard normal variable is at least as far from 0 as z, on either side. */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  return x < 2 ? 1 - seriesOfErf(x) : fractionOfErfc(x);
}

/** The error function, by its series of positive terms (DLMF 7.6.2). */
function seriesOfErf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** Its complement, by the continued fraction (DLMF 7.9.1), which keeps its digits far out. */
function fractionOfErfc(x: number): number {
  let below = x;
  for (let n = 80; n >= 1; n -= 1) below = x + n / 2 / below;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * below);
}
