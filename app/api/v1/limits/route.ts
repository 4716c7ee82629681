import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { LIMIT_FIELDS, limitCells, presentLimit } from "#app/api/present-limit.ts";
import { readFormat } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { listLimits } from "#lib/analytics/list-limits.ts";

/** Every bucket of every limit that was heard of, by the last reading of it, with what is to be expected of it. */
export function GET(request: Request): Promise<Response> {
  return answer(request, ["format"], async (raw) => {
    const format = readFormat(raw);
    const { buckets } = await listLimits(Date.now());
    if (format === "json") return answerJson({ buckets: buckets.map(presentLimit) });
    return answerCsv(formatCsv(LIMIT_FIELDS, buckets.map(limitCells)), "limits");
  });
}
