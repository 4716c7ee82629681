import { answer, answerJson } from "#app/api/answer.ts";
import { readQuestion } from "#app/search-params.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { limitHistory } from "#lib/analytics/limit-history.ts";
import { roundShare } from "#lib/analytics/round-share.ts";

/** What was left of every bucket over a window. */
export function GET(request: Request): Promise<Response> {
  return answer(request, ["window", "from", "to"], async (raw) => {
    const { window } = readQuestion(raw, Date.now());
    const buckets = await limitHistory(window);
    return answerJson({
      buckets: buckets.map(({ points, ...bucket }) => ({
        ...bucket,
        points: points.map(({ atMs, headroomFraction, resetsAtMs }) => ({
          at: formatIso(atMs),
          headroomFraction: roundShare(headroomFraction),
          resetsAt: formatIso(resetsAtMs),
        })),
      })),
    });
  });
}
