import { answer, answerCsv, answerJson } from "#app/api/answer.ts";
import { presentWindow } from "#app/api/present-window.ts";
import { readChoice } from "#app/figure-params.ts";
import { readLimit } from "#app/listing-params.ts";
import { readFormat, readQuestion } from "#app/search-params.ts";
import { formatCsv } from "#lib/analytics/format-csv.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { listTurns } from "#lib/analytics/list-turns.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { PHASES } from "#lib/domain/phase.ts";
import type { ListedTurn } from "#lib/store/find-turns.ts";

const OF_TURNS = ["sessionId", "client", "clientVersion", "person", "team", "repository"] as const;

const FIELDS = [
  "id",
  "startedAt",
  "durationMs",
  "outcome",
  "roundTrips",
  ...OF_TURNS,
  ...PHASES.map((phase) => `${phase}Ms` as const),
] as const;

/** The newest or the longest turns of a window, each with its phases. */
export function GET(request: Request): Promise<Response> {
  return answer(request, ["window", "from", "to", ...OF_TURNS, "sort", "limit", "format"], async (raw) => {
    const format = readFormat(raw);
    const sort = readChoice(raw, "sort", ["-startedAt", "-durationMs"], "-startedAt");
    const order = sort === "-startedAt" ? "startedAt" : "durationMs";
    const question = readQuestion(raw, Date.now());
    const turns = (await listTurns({ ...question, order, limit: readLimit(raw) })).map(presentListed);
    if (format === "csv") return answerCsv(formatCsv(FIELDS, turns), "turns");
    return answerJson({ window: presentWindow(question.window), turns });
  });
}

function presentListed(turn: ListedTurn) {
  const { id, outcome, roundTrips, sessionId, client, clientVersion, person, team, repository } = turn;
  return {
    id,
    startedAt: formatIso(turn.startedAtMs),
    durationMs: roundFigure(turn.durationMs),
    ...{ outcome, roundTrips, sessionId, client, clientVersion, person, team, repository },
    ...(Object.fromEntries(PHASES.map((phase) => [`${phase}Ms`, roundFigure(turn.phases[phase])])) as Record<
      `${(typeof PHASES)[number]}Ms`,
      number
    >),
  };
}
