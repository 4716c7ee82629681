import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentQuantiles, QUANTILE_FIELDS } from "#app/api/present-quantiles.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readBy, readMetric } from "#app/figure-params.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { metricOverTime } from "#lib/analytics/metric-over-time.ts";

/** How a metric's quantiles moved over a window, by the values of a dimension; in CSV one line for each point. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "metric", "by", "format"], async (raw) => {
    const format = readFormat(raw);
    const [metric, by] = [readMetric(raw), readBy(raw)];
    const told = await metricOverTime({ ...readQuestion(raw, Date.now()), metric, by });
    const series = told.series.map(({ value, name, others, n, quantiles, points }) => ({
      value,
      name,
      others,
      n,
      quantiles: presentQuantiles(quantiles),
      points: points.map((point) => ({ at: formatIso(point.atMs), ...presentQuantiles(point) })),
    }));
    if (format === "json") {
      const { window, intervalMs } = told;
      return answerJson({ metric, by, window: presentWindow(window), intervalMs, series });
    }
    const rows = series.flatMap(({ value, name, others, points }) =>
      points.map((point) => ({ value, name, others, ...point })),
    );
    return answerCsv(formatCsv(["value", "name", "others", "at", ...QUANTILE_FIELDS], rows), "latency");
  });
}
