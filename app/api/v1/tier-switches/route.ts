import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { switchTiers } from "#lib/analytics/switch-tiers.ts";

const FIELDS = [
  "from",
  "to",
  "n",
  "sessions",
  "switched.ttftMs.p50",
  "switched.ttftMs.n",
  "stayed.ttftMs.p50",
  "stayed.ttftMs.n",
  "switched.uncachedInputTokens.p50",
  "stayed.uncachedInputTokens.p50",
] as const;

/** How often work is handed from tier to tier within a session, and what it costs. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const question = readQuestion(raw, Date.now());
    const { switches, sessionShare } = roundDigits(await switchTiers(question));
    if (format === "json")
      return answerJson({ window: presentWindow(question.window), sessionShare, switches });
    const rows = switches.map(({ from, to, switched, stayed }) => ({
      from,
      to,
      n: switched.n,
      sessions: switched.sessions,
      "switched.ttftMs.p50": switched.ttftMs.p50.value,
      "switched.ttftMs.n": switched.ttftMs.n,
      "stayed.ttftMs.p50": stayed.ttftMs.p50.value,
      "stayed.ttftMs.n": stayed.ttftMs.n,
      "switched.uncachedInputTokens.p50": switched.uncachedInputTokens.p50.value,
      "stayed.uncachedInputTokens.p50": stayed.uncachedInputTokens.p50.value,
    }));
    return answerCsv(formatCsv(FIELDS, rows), "tier-switches");
  });
}
