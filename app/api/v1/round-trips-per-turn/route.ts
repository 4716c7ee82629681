import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentQuantiles } from "#app/api/present-quantiles.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { readChoice } from "#app/figure-params.ts";
import { readFormat, readQuestion } from "#app/search-params.ts";
import { readTurnBy, TURN_PARAMS } from "#app/turn-params.ts";
import { distributeRoundTripsPerTurn } from "#lib/analytics/distribute-round-trips-per-turn.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { roundTripsPerTurn } from "#lib/analytics/round-trips-per-turn.ts";

const FIELDS = [
  "value",
  "name",
  "others",
  "n",
  "complete",
  "roundTrips",
  "roundTripsPerTurn",
  "toolCallsPerTurn",
  "approvalsPerTurn",
] as const;

const COUNT_FIELDS = ["value", "name", "others", "roundTrips", "turns"] as const;

/**
 * How many round trips, tool calls and approvals turns took, by a dimension; with `distribution=true` also how many turns
 * took how many round trips, in CSV instead: one line for each value and number of round trips.
 */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...TURN_PARAMS, "by", "distribution", "format"], async (raw) => {
    const [format, by] = [readFormat(raw), readTurnBy(raw)];
    const isDistributed = readChoice(raw, "distribution", ["true", "false"], "false") === "true";
    const question = { ...readQuestion(raw, Date.now()), by };
    const distributions = isDistributed ? await distributeRoundTripsPerTurn(question) : null;
    if (format === "csv" && distributions !== null) {
      const rows = distributions.flatMap(({ value, name, others, counts }) =>
        counts.map((count) => ({ value, name, others, ...count })),
      );
      return answerCsv(formatCsv(COUNT_FIELDS, rows), "round-trips-per-turn");
    }
    const values = roundDigits(await roundTripsPerTurn(question));
    if (format === "csv") return answerCsv(formatCsv(FIELDS, values), "round-trips-per-turn");
    return answerJson({
      by,
      window: presentWindow(question.window),
      values,
      ...(distributions && {
        distributions: distributions.map(({ quantiles, ...told }) => ({
          ...told,
          quantiles: presentQuantiles(quantiles),
        })),
      }),
    });
  });
}
