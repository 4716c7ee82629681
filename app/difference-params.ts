import type { DifferenceQuestion } from "#lib/analytics/what-differs.ts";
import { DIMENSIONS } from "#lib/domain/round-trip-filter.ts";
import { readRange } from "./figure-params.ts";
import type { RawParams } from "./raw-params.ts";
import {
  ParameterError,
  QUESTION_PARAMS,
  readFilters,
  readInstant,
  readOne,
  readQuestion,
} from "./search-params.ts";

const SELECTED = "selected.";
const BOX_PARAMS = [
  "selectedFrom",
  "selectedTo",
  "min",
  "max",
  ...DIMENSIONS.map((name) => `${SELECTED}${name}`),
];

/** What a selection is asked for with: what it is compared within, and what it is. */
export const DIFFERENCE_PARAMS = [...QUESTION_PARAMS, "metric", ...BOX_PARAMS] as const;

/** Reads a selection and what it is compared with. Throws ParameterError, also when nothing is selected. */
export function readDifferenceQuestion(raw: RawParams, nowMs: number): DifferenceQuestion {
  const { window, filters } = readQuestion(raw, nowMs);
  if (BOX_PARAMS.every((name) => (raw.get(name) ?? []).every((value) => value === "")))
    throw new ParameterError(
      "selectedFrom",
      "or another part of a selection is needed: selectedTo, min, max, or a filter such as selected.client",
    );
  const range = readRange(raw);
  if (range === null && readOne(raw, "metric") !== null)
    throw new ParameterError("metric", 'needs "min" or "max"');
  const box = {
    fromMs: Math.max(window.fromMs, readInstant(raw, "selectedFrom") ?? window.fromMs),
    toMs: Math.min(window.toMs, readInstant(raw, "selectedTo") ?? window.toMs),
  };
  if (box.fromMs >= box.toMs)
    throw new ParameterError("selectedFrom", 'and "selectedTo" must leave a part of the window');
  return {
    window,
    filters,
    box: {
      window: box,
      range,
      filters: readFilters(raw, SELECTED),
    },
  };
}
