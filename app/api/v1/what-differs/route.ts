import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { DIFFERENCE_PARAMS, readDifferenceQuestion } from "#app/difference-params.ts";
import { readFormat } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { showValues } from "#lib/analytics/show-values.ts";
import { whatDiffers } from "#lib/analytics/what-differs.ts";
import { nameOfValue } from "#lib/domain/settings/presentation.ts";

const FIELDS = [
  "dimension",
  "value",
  "name",
  "selected",
  "rest",
  "shareInSelection",
  "shareInRest",
  "lift",
  "z",
  "p",
  "q",
  "strength",
  "isFinding",
] as const;

/** How many values of a dimension are told, those that differ first. */
const MOST_VALUES = 50;

/** What selected round trips have in common that the rest of the window has not; in CSV the values of dimensions. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...DIFFERENCE_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const question = readDifferenceQuestion(raw, Date.now());
    const [differences, presentation] = await Promise.all([whatDiffers(question), showValues()]);
    const told = roundDigits(differences);
    const dimensions = told.dimensions.map((one) => ({
      ...one,
      values: one.values
        .slice(0, MOST_VALUES)
        .map((value) => ({ ...value, name: nameOfValue(presentation, one.dimension, value.value) })),
    }));
    if (format === "csv") {
      const rows = dimensions.flatMap(({ dimension, values }) =>
        values.map((value) => ({ ...value, dimension })),
      );
      return answerCsv(formatCsv(FIELDS, rows), "what-differs");
    }
    const { window, box } = question;
    const selection = {
      ...presentWindow(box.window),
      metric: box.range?.figure ?? null,
      min: box.range?.min ?? null,
      max: box.range?.max ?? null,
      filters: box.filters,
    };
    return answerJson({ window: presentWindow(window), selection, ...told, dimensions });
  });
}
