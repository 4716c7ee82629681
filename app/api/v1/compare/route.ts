import { answer, answerJson } from "#app/api/answer.ts";
import { presentComparison } from "#app/api/present-comparison.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readChoice, readMetric } from "#app/figure-params.ts";
import type { RawParams } from "#app/raw-params.ts";
import { ParameterError, QUESTION_PARAMS, readOne, readQuestion, UNKNOWN_VALUE } from "#app/search-params.ts";
import { compareGroups } from "#lib/analytics/compare-groups.ts";
import { GROUP_DIMENSIONS } from "#lib/domain/figures/group-dimension.ts";

/** Holds two values of a dimension against each other: raw, and for the same kind of work. A is the base. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "dimension", "a", "b", "metric"], async (raw) => {
    const dimension = readChoice(raw, "dimension", GROUP_DIMENSIONS, "tier");
    const question = readQuestion(raw, Date.now());
    if (question.filters[dimension]) throw new ParameterError(dimension, "is what is compared");
    const values = { a: readValue(raw, "a"), b: readValue(raw, "b") };
    if (values.a === values.b) throw new ParameterError("b", 'must not be the same as "a"');
    const metric = readMetric(raw);
    const compared = await compareGroups({ ...question, dimension, values, metric });
    return answerJson({
      dimension,
      metric,
      window: presentWindow(question.window),
      ...presentComparison(compared),
    });
  });
}

function readValue(raw: RawParams, name: "a" | "b"): string | null {
  const value = readOne(raw, name);
  if (value === null) throw new ParameterError(name, "is missing: it says which value to compare");
  if (value.length > 500 || value.includes("\0")) throw new ParameterError(name, "cannot be a value");
  return value === UNKNOWN_VALUE ? null : value;
}
