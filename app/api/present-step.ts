import type { StepBounds } from "#lib/domain/histogram/log-steps.ts";

/** Bounds of a step as answers carry them: six digits, so that small ones stay apart. */
export function presentStep({ from, to }: StepBounds): StepBounds {
  return { from: Number(from.toPrecision(6)), to: Number(to.toPrecision(6)) };
}
