/** Events with tokens that are told of a stream at most, first and last included: more would say nothing more. */
const PIECES_MAX = 24;
const USUAL_GAP_MS = 20;

/** The moments at which tokens are told to have come between two, both included; in the unit of these, ms. */
export function tokenInstants(fromMs: number, toMs: number): number[] {
  const count = Math.min(PIECES_MAX, 1 + Math.ceil(Math.max(0, toMs - fromMs) / USUAL_GAP_MS));
  return Array.from(
    { length: count },
    (_, index) => fromMs + ((toMs - fromMs) * index) / Math.max(1, count - 1),
  );
}
