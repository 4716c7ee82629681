import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { roundDigits } from "#app/api/round-digits.ts";
import { QUESTION_PARAMS, readFormat, readQuestion } from "#app/search-params.ts";
import { compareTransports } from "#lib/analytics/compare-transports.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";

const FIELDS = [
  "transport",
  "connectionReused",
  "n",
  "streamOpenMs.p50",
  "ttftMs.p50",
  "ttftMs.p95",
  "ttftMs.n",
  "connectMs.p50",
  "connectMs.n",
] as const;

/** What transports and the reuse of connections do, beside what was claimed; in CSV one line for each of both together. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...QUESTION_PARAMS, "format"], async (raw) => {
    const format = readFormat(raw);
    const question = readQuestion(raw, Date.now());
    const { transports, claims } = roundDigits(await compareTransports(question));
    if (format === "json") return answerJson({ window: presentWindow(question.window), transports, claims });
    const rows = transports.flatMap(({ transport, connections }) =>
      connections.map(({ connectionReused, n, streamOpenMs, ttftMs, connectMs }) => ({
        transport,
        connectionReused,
        n,
        "streamOpenMs.p50": streamOpenMs.p50.value,
        "ttftMs.p50": ttftMs.p50.value,
        "ttftMs.p95": ttftMs.p95.value,
        "ttftMs.n": ttftMs.n,
        "connectMs.p50": connectMs.p50.value,
        "connectMs.n": connectMs.n,
      })),
    );
    return answerCsv(formatCsv(FIELDS, rows), "transports");
  });
}
