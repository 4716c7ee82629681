import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { HEADROOM_FIELDS, headroomCells, presentHeadroom } from "#app/api/present-headroom.ts";
import { ACCOUNT_PARAMS, readAccountQuestion, readFormat } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { limitHistory } from "#lib/analytics/limit-history.ts";

/** What was left of every bucket over a window, of all accounts or of one. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...ACCOUNT_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const { window, account } = readAccountQuestion(raw, Date.now());
    const all = await limitHistory(window);
    const buckets = account === null ? all : all.filter((bucket) => bucket.account === account);
    if (format === "json") return answerJson({ buckets: buckets.map(presentHeadroom) });
    return answerCsv(formatCsv(HEADROOM_FIELDS, buckets.flatMap(headroomCells)), "headroom");
  });
}
