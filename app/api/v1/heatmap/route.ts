import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentStep } from "#app/api/present-step.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readMetric } from "#app/figure-params.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { heatmap } from "#lib/analytics/heatmap.ts";

/** How often which values of a metric occurred when; in CSV one line for each cell that is not empty. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "metric", "format"], async (raw) => {
    const format = readFormat(raw);
    const metric = readMetric(raw);
    const { window, intervalMs, n, counts, ...told } = await heatmap({
      ...readQuestion(raw, Date.now()),
      metric,
    });
    const intervals = told.intervals.map(formatIso);
    const steps = told.steps.map(presentStep);
    if (format === "json")
      return answerJson({ metric, window: presentWindow(window), intervalMs, n, intervals, steps, counts });
    const rows = counts.flatMap((row, index) =>
      steps
        .map((step, place) => ({ at: intervals[index] ?? null, ...step, n: row[place] ?? 0 }))
        .filter((cell) => cell.n > 0),
    );
    return answerCsv(formatCsv(["at", "from", "to", "n"], rows), "heatmap");
  });
}
