/**
 * Moves a duration or an instant in ms to a multiple of 2⁻¹⁰ ms. Unix ms keep such a fraction exactly, and so do their
 * sums and differences: what is added up from made-up pieces is then exactly as long as the pieces together.
 */
export function onGrid(ms: number): number {
  return Math.round(ms * 1024) / 1024;
}
