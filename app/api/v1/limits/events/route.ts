import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentThrottle, THROTTLE_FIELDS } from "#app/api/present-throttle.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { listThrottles } from "#lib/analytics/list-throttles.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { sumThrottles, THROTTLE_DIMENSIONS } from "#lib/analytics/sum-throttles.ts";

/** The throttles of a window, newest first, and what they cost by person, team, tier, bucket, class and day (in UTC). */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const { throttles, isCut } = await listThrottles(readQuestion(raw, Date.now()));
    const events = throttles.map(presentThrottle);
    if (format === "csv") return answerCsv(formatCsv(THROTTLE_FIELDS, events), "throttles");
    const lost = Object.fromEntries(
      THROTTLE_DIMENSIONS.map((dimension) => [
        dimension,
        sumThrottles(throttles, dimension).map(({ lostMs, ...sum }) => ({
          ...sum,
          waitedMs: roundFigure(lostMs),
        })),
      ]),
    );
    return answerJson({ events, lost, isCut });
  });
}
