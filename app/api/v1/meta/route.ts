import { answer, answerJson } from "#app/api/answer.ts";
import { QUESTION_PARAMS, readQuestion } from "#app/search-params.ts";
import { describeMeta } from "#lib/analytics/describe-meta.ts";
import { formatIso } from "#lib/analytics/format-time.ts";

/** What there is to ask about. Without a window the dimension values are those of all time. */
export function GET(request: Request): Promise<Response> {
  return answer(request, QUESTION_PARAMS, async (raw) => {
    const question = readQuestion(raw, Date.now());
    const isBounded = ["window", "from", "to"].some((name) => raw.has(name));
    const meta = await describeMeta({ ...question, window: isBounded ? question.window : null });
    return answerJson({
      dimensions: meta.dimensions,
      firstAt: formatIso(meta.firstMs),
      lastAt: formatIso(meta.lastMs),
      rows: meta.rows,
    });
  });
}
