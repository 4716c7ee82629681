import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { readFormat, readQuestion } from "#app/search-params.ts";
import { readTurnBy, TURN_PARAMS } from "#app/turn-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { roundTripsPerTurn } from "#lib/analytics/round-trips-per-turn.ts";

const FIELDS = [
  "value",
  "others",
  "n",
  "complete",
  "roundTrips",
  "roundTripsPerTurn",
  "toolCallsPerTurn",
  "approvalsPerTurn",
] as const;

/** How many round trips, tool calls and approvals turns took, by a dimension. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...TURN_PARAMS, "by", "format"], async (raw) => {
    const [format, by] = [readFormat(raw), readTurnBy(raw)];
    const question = { ...readQuestion(raw, Date.now()), by };
    const values = roundDigits(await roundTripsPerTurn(question));
    if (format === "csv") return answerCsv(formatCsv(FIELDS, values), "round-trips-per-turn");
    return answerJson({ by, window: presentWindow(question.window), values });
  });
}
