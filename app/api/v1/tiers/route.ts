import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentTier, TIER_COLUMNS, tierCells } from "#app/api/present-tier.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { compareMetricTiers } from "#lib/analytics/compare-metric-tiers.ts";
import { compareTiers } from "#lib/analytics/compare-tiers.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";

/** The latency tiers of a window, compared: from round trips, then those of clients that send metrics alone. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const question = readQuestion(raw, Date.now());
    const answers = await Promise.all([compareTiers(question), compareMetricTiers(question)]);
    const tiers = answers.flat().map(presentTier);
    if (format === "json") return answerJson({ tiers });
    return answerCsv(formatCsv(TIER_COLUMNS, tiers.map(tierCells)), "tiers");
  });
}
