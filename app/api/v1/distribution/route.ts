import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentQuantiles } from "#app/api/present-quantiles.ts";
import { presentStep } from "#app/api/present-step.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readBy, readMetric } from "#app/figure-params.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { distribution } from "#lib/analytics/distribution.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { roundShare } from "#lib/analytics/round-share.ts";

/** How a metric is distributed, by the values of a dimension; in CSV one line for each value and step that is not empty. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "metric", "by", "format"], async (raw) => {
    const format = readFormat(raw);
    const [metric, by] = [readMetric(raw), readBy(raw)];
    const question = { ...readQuestion(raw, Date.now()), metric, by };
    const told = await distribution(question);
    const { thresholds } = told;
    const steps = told.steps.map(presentStep);
    const values = told.values.map(({ value, name, others, quantiles, counts, sharesBelow }) => ({
      value,
      name,
      others,
      quantiles: presentQuantiles(quantiles),
      below: thresholds.map((threshold, index) => ({
        threshold,
        share: roundShare(sharesBelow[index] ?? null),
      })),
      counts,
    }));
    if (format === "json")
      return answerJson({ metric, by, window: presentWindow(question.window), steps, values });
    const rows = values.flatMap(({ value, name, others, counts }) =>
      steps
        .map((step, place) => ({ value, name, others, ...step, n: counts[place] ?? 0 }))
        .filter(({ n }) => n > 0),
    );
    return answerCsv(formatCsv(["value", "name", "others", "from", "to", "n"], rows), "distribution");
  });
}
