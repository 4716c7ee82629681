import { readMetric } from "#app/figure-params.ts";
import type { RawParams } from "#app/raw-params.ts";
import { type Question, readOne, readQuestion } from "#app/search-params.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";

/** What the page Tiers is about: a window with filters, and which two tiers are held against each other by which metric. */
export interface TierQuestion extends Question {
  readonly metric: Figure;
  /** The base; null to choose. */
  readonly a: string | null;
  /** What is held against it; null to choose. */
  readonly b: string | null;
}

/** Reads it. Throws ParameterError. */
export function readTierQuestion(raw: RawParams, nowMs: number): TierQuestion {
  return { ...readQuestion(raw, nowMs), metric: readMetric(raw), a: readOne(raw, "a"), b: readOne(raw, "b") };
}
