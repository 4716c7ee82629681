import type { RawParams } from "#app/raw-params.ts";
import { type Question, readQuestion } from "#app/search-params.ts";
import { readScenario, SCENARIO_PARAMS } from "#app/what-if-params.ts";
import type { WhatIfScenario } from "#lib/domain/what-if/what-if-scenario.ts";

/** What the page What if is about; no scenario as long as nothing is to be changed. */
export interface WhatIfPageQuestion extends Question {
  readonly scenario: WhatIfScenario | null;
}

/** Reads window, filters and scenario. Throws ParameterError. */
export function readWhatIfPage(raw: RawParams, nowMs: number): WhatIfPageQuestion {
  const isAsked = SCENARIO_PARAMS.some((name) => (raw.get(name) ?? []).some((value) => value !== ""));
  return { ...readQuestion(raw, nowMs), scenario: isAsked ? readScenario(raw) : null };
}
