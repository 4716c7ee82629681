import { answer, answerJson } from "#app/api/answer.ts";
import { QUESTION_PARAMS, readQuestion } from "#app/search-params.ts";
import { type DimensionValues, describeMeta } from "#lib/analytics/describe-meta.ts";
import { formatIso } from "#lib/analytics/format-time.ts";

/** What there is to ask about. Without a window the dimension values are those of all time. */
export function GET(request: Request): Promise<Response> {
  return answer(request, QUESTION_PARAMS, async (raw) => {
    const question = readQuestion(raw, Date.now());
    const isBounded = ["window", "from", "to"].some((name) => raw.has(name));
    const meta = await describeMeta({ ...question, window: isBounded ? question.window : null });
    return answerJson({
      dimensions: presentValues(meta.dimensions),
      firstAt: formatIso(meta.firstMs),
      lastAt: formatIso(meta.lastMs),
      rows: meta.rows,
    });
  });
}

/** Values with their counts, and the name of those that are shown by another one. */
function presentValues(dimensions: DimensionValues) {
  return Object.fromEntries(
    Object.entries(dimensions).map(([dimension, values]) => [
      dimension,
      values.map(({ value, name, n }) => (name === value ? { value, n } : { value, name, n })),
    ]),
  );
}
