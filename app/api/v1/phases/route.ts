import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentQuantiles } from "#app/api/present-quantiles.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readFormat, readQuestion } from "#app/search-params.ts";
import { readTurnBy, TURN_PARAMS } from "#app/turn-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { roundShare } from "#lib/analytics/round-share.ts";
import { waitByDimension } from "#lib/analytics/wait-by-dimension.ts";

const FIELDS = ["value", "name", "others", "turns", "phase", "ms", "msPerTurn", "share"] as const;

/** Where the wall clock of turns went, phase by phase, by a dimension; in CSV one line for each value and phase. */
export function GET(request: Request): Promise<Response> {
  return answer(request, [...TURN_PARAMS, "by", "format"], async (raw) => {
    const format = readFormat(raw);
    const by = readTurnBy(raw);
    const question = { ...readQuestion(raw, Date.now()), by };
    const values = (await waitByDimension(question)).map((told) => ({
      value: told.value,
      name: told.name,
      others: told.others,
      turns: told.n,
      complete: told.complete,
      totalMs: roundFigure(told.totalMs),
      msPerTurn: roundFigure(told.msPerTurn),
      durationMs: presentQuantiles(told.durationMs),
      phases: told.phases.map(({ phase, ms, msPerTurn, share }) => ({
        phase,
        ms: roundFigure(ms),
        msPerTurn: roundFigure(msPerTurn),
        share: roundShare(share),
      })),
    }));
    if (format === "json") return answerJson({ by, window: presentWindow(question.window), values });
    const rows = values.flatMap(({ value, name, others, turns, phases }) =>
      phases.map((phase) => ({ value, name, others, turns, ...phase })),
    );
    return answerCsv(formatCsv(FIELDS, rows), "phases");
  });
}
