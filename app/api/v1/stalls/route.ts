import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readBy } from "#app/figure-params.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { roundShare } from "#lib/analytics/round-share.ts";
import { stallsByDimension } from "#lib/analytics/stalls-by-dimension.ts";

const FIELDS = [
  "value",
  "name",
  "others",
  "n",
  "known",
  "stalled",
  "stalledShare",
  "stalls",
  "stalledMs",
  "msPerStalled",
] as const;

/** How often and for how long answers stood still, by the values of a dimension. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "by", "format"], async (raw) => {
    const format = readFormat(raw);
    const by = readBy(raw);
    const question = { ...readQuestion(raw, Date.now()), by };
    const values = (await stallsByDimension(question)).map((told) => ({
      ...told,
      stalledShare: roundShare(told.stalledShare),
      stalledMs: roundFigure(told.stalledMs),
      msPerStalled: roundFigure(told.msPerStalled),
    }));
    if (format === "json") return answerJson({ by, window: presentWindow(question.window), values });
    return answerCsv(formatCsv(FIELDS, values), "stalls");
  });
}
