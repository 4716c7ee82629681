import { FIGURES, type Figure } from "#lib/domain/figures/figure.ts";
import type { FigureRange } from "#lib/domain/figures/figure-range.ts";
import { GROUP_DIMENSIONS, type GroupBy, type GroupDimension } from "#lib/domain/figures/group-dimension.ts";
import type { RawParams } from "./raw-params.ts";
import { ParameterError, readOne } from "./search-params.ts";

/** What questions about figures are asked with, besides window and filters. */
export const DEFAULT_METRIC = "ttftMs";
export const DEFAULT_BY = "tier";

/** Reads a parameter that must have one of the choices. Throws ParameterError. */
export function readChoice<Choice extends string>(
  raw: RawParams,
  name: string,
  choices: readonly Choice[],
  fallback: NoInfer<Choice>,
): Choice {
  const given = readOne(raw, name) ?? fallback;
  const chosen = choices.find((choice) => choice === given);
  if (chosen === undefined) throw new ParameterError(name, `must be one of ${choices.join(", ")}`);
  return chosen;
}

/** Reads `metric`. Throws ParameterError. */
export function readMetric(raw: RawParams): Figure {
  return readChoice(raw, "metric", FIGURES, DEFAULT_METRIC);
}

/** Reads `by`, of the dimensions that can be asked for here; "all" makes one group of everything. Throws ParameterError. */
export function readBy<Choice extends GroupBy>(
  raw: RawParams,
  choices: readonly Choice[] = GROUP_DIMENSIONS as readonly GroupBy[] as readonly Choice[],
): Choice | "all" {
  return readChoice<Choice | "all">(raw, "by", [...choices, "all"], DEFAULT_BY as Choice);
}

/** One dimension, or two in their order. */
type Dimensions = readonly [GroupDimension, ...GroupDimension[]];

/** Reads one `by` or two; null when none is given. Throws ParameterError. */
export function readDimensions(raw: RawParams): Dimensions | null {
  const given = (raw.get("by") ?? []).filter((value) => value !== "");
  const chosen = given.map((value) => GROUP_DIMENSIONS.find((dimension) => dimension === value));
  const [first, second] = chosen;
  if (given.length === 0) return null;
  if (chosen.includes(undefined) || first === undefined)
    throw new ParameterError("by", `must be one of ${GROUP_DIMENSIONS.join(", ")}`);
  if (chosen.length > 2 || first === second) throw new ParameterError("by", "must be at most two dimensions");
  return second === undefined ? [first] : [first, second];
}

/** Reads a number with at most so many digits before the point; null when it is not given. Throws ParameterError. */
export function readNumber(raw: RawParams, name: string): number | null {
  const given = readOne(raw, name);
  if (given === null) return null;
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(given))
    throw new ParameterError(name, 'must be a number, such as "400" or "0.5"');
  return Number(given);
}

/** Reads `metric`, `min` and `max`; null when neither end is given. Throws ParameterError. */
export function readRange(raw: RawParams): FigureRange | null {
  const [min, max] = [readNumber(raw, "min"), readNumber(raw, "max")];
  if (min !== null && max !== null && min > max) throw new ParameterError("min", 'must not be above "max"');
  return min === null && max === null ? null : { figure: readMetric(raw), min, max };
}
