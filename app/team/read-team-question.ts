import { readChoice } from "#app/figure-params.ts";
import type { RawParams } from "#app/raw-params.ts";
import { type Question, readQuestion } from "#app/search-params.ts";

/** By what people are told apart, with what the choice is called. */
export const TEAM_BY = {
  person: "People",
  team: "Teams",
  client: "Clients",
  repository: "Repositories",
} as const;

export type TeamBy = keyof typeof TEAM_BY;

/** What the page Team is about. */
export interface TeamQuestion extends Question {
  readonly by: TeamBy;
}

/** Reads window, filters and `by`. Throws ParameterError. */
export function readTeamQuestion(raw: RawParams, nowMs: number): TeamQuestion {
  const by = readChoice(raw, "by", Object.keys(TEAM_BY) as TeamBy[], "person");
  return { ...readQuestion(raw, nowMs), by };
}
