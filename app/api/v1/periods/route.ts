import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { readDimensions, readMetric } from "#app/figure-params.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { comparePeriods, type Period } from "#lib/analytics/compare-periods.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { showValues } from "#lib/analytics/show-values.ts";
import { nameOfValue } from "#lib/domain/settings/presentation.ts";

const FIELDS = ["against", "dimension", "value", "name", "kind", "points"] as const;

/** A window's metric against earlier periods; in CSV what the change of the geometric mean comes from. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "metric", "by", "format"], async (raw) => {
    const format = readFormat(raw);
    const [metric, by] = [readMetric(raw), readDimensions(raw)];
    const told = await comparePeriods({ ...readQuestion(raw, Date.now()), metric, by });
    if (format === "csv") {
      const presentation = await showValues();
      const rows = told.earlier.flatMap(({ name, change }) =>
        (change?.contributions ?? []).map((part) => ({
          against: name,
          ...part,
          name: nameOfValue(presentation, part.dimension, part.value),
        })),
      );
      return answerCsv(formatCsv(FIELDS, rows), "periods");
    }
    const earlier = told.earlier.map(({ name, ratios, change, ...period }) => ({
      name,
      ...presentPeriod(period),
      ratios,
      change,
    }));
    return answerJson({ metric, by: told.by, ...roundDigits({ now: presentPeriod(told.now), earlier }) });
  });
}

function presentPeriod({ window, n, quantiles }: Period) {
  return { ...presentWindow(window), n, quantiles };
}
