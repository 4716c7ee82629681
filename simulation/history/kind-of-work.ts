import type { Chance } from "#simulation/week/chance.ts";

/** What a turn is about: a small thing, or one for which much has to be read and written. */
export type Load = "light" | "heavy";

/** What one call is for. All but an answer end in a tool call. */
export type KindOfWork = "plan" | "explore" | "edit" | "answer";

/** How much a call reads anew and writes: medians in tokens, and standard deviations of their logarithms. */
interface WorkSize {
  readonly newInputTokens: number;
  readonly inputSpread: number;
  readonly outputTokens: number;
  readonly outputSpread: number;
  /** Beside what a model usually reasons. */
  readonly reasoning: number;
}

const SIZES: Readonly<Record<Load, Readonly<Record<KindOfWork, WorkSize>>>> = {
  light: {
    plan: { newInputTokens: 1_200, inputSpread: 0.7, outputTokens: 250, outputSpread: 0.6, reasoning: 1 },
    explore: { newInputTokens: 900, inputSpread: 0.8, outputTokens: 85, outputSpread: 0.55, reasoning: 0.6 },
    edit: { newInputTokens: 800, inputSpread: 0.7, outputTokens: 220, outputSpread: 0.7, reasoning: 0.7 },
    answer: { newInputTokens: 700, inputSpread: 0.8, outputTokens: 330, outputSpread: 0.8, reasoning: 0.8 },
  },
  heavy: {
    plan: { newInputTokens: 14_000, inputSpread: 0.5, outputTokens: 900, outputSpread: 0.6, reasoning: 2.5 },
    explore: { newInputTokens: 5_500, inputSpread: 0.7, outputTokens: 130, outputSpread: 0.6, reasoning: 1 },
    edit: { newInputTokens: 4_000, inputSpread: 0.7, outputTokens: 700, outputSpread: 0.8, reasoning: 1.2 },
    answer: { newInputTokens: 4_000, inputSpread: 0.7, outputTokens: 900, outputSpread: 0.7, reasoning: 1.5 },
  },
};

/** Share of turns that are heavy. */
const HEAVY_SHARE = 0.3;

/** Draws what a turn is about. */
export function drawLoad(chance: Chance): Load {
  return chance.happens(HEAVY_SHARE) ? "heavy" : "light";
}

/** Draws how many round trips a turn takes. */
export function drawTurnLength(load: Load, chance: Chance): number {
  return Math.min(
    60,
    load === "heavy" ? 4 + Math.round(chance.waiting(8)) : 1 + Math.round(chance.waiting(3.2)),
  );
}

/** What the call at a position (from 0) of a turn with so many calls is for. */
export function kindAt(position: number, length: number, load: Load, chance: Chance): KindOfWork {
  if (position === length - 1) return "answer";
  if (position === 0 && load === "heavy") return "plan";
  return chance.happens(0.6) ? "explore" : "edit";
}

/** What a call reads anew, writes for all to see, and beside that reasons, in tokens. */
export interface CallSize {
  readonly newInputTokens: number;
  readonly visibleTokens: number;
  readonly reasoningTokens: number;
}

/** Draws the size of a call by a model that reasons in a share of its calls, and then so many tokens at the median. */
export function drawCallSize(
  load: Load,
  kind: KindOfWork,
  { reasoningShare, reasoningTokens }: { readonly reasoningShare: number; readonly reasoningTokens: number },
  chance: Chance,
): CallSize {
  const size = SIZES[load][kind];
  const reasons =
    reasoningShare > 0 && chance.happens(Math.min(1, reasoningShare * Math.sqrt(size.reasoning)));
  return {
    newInputTokens: Math.max(20, Math.round(chance.around(size.newInputTokens, size.inputSpread))),
    visibleTokens: Math.min(
      12_000,
      Math.max(4, Math.round(chance.around(size.outputTokens, size.outputSpread))),
    ),
    reasoningTokens: reasons
      ? Math.min(20_000, Math.max(16, Math.round(chance.around(reasoningTokens * size.reasoning, 0.7))))
      : 0,
  };
}
