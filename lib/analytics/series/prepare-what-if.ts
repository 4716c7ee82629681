import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatShare } from "#lib/analytics/format-number.ts";
import type { Estimate, Refusal, WhatIfResult } from "#lib/domain/what-if/what-if-answer.ts";

/** One figure of turns, recorded and modelled. */
export interface WhatIfRow {
  readonly name: string;
  readonly recorded: string;
  readonly modelled: string;
  readonly interval: string;
}

/** A model's answer in words. */
export interface WhatIfTexts {
  readonly sentence: string;
  readonly rows: readonly WhatIfRow[];
  readonly limit: string;
}

/** Prepares a model's answer for people; an interval that holds no change is said not to be decisive. */
export function prepareWhatIf({ recorded, modelled, saved, limit }: WhatIfResult): WhatIfTexts {
  const { value, from, to } = saved.share;
  const isLess = value >= 0;
  const share = (part: number) => formatShare(Math.abs(part));
  const [near, far] = isLess ? [from, to] : [to, from];
  const change = `${share(value)} ${isLess ? "less" : "more"}`;
  const sentence =
    from <= 0 && to >= 0
      ? `Not decisive: turns would have taken between ${share(to)} less and ${share(from)} more time.`
      : `Turns would have taken ${change} time (${share(near)} to ${share(far)}): ${formatDuration(modelled.meanMs.value)} instead of ${formatDuration(recorded.meanMs)} on average.`;
  const row = (name: string, before: number | null, after: Estimate | null): WhatIfRow => ({
    name,
    recorded: formatDuration(before),
    modelled: formatDuration(after?.value ?? null),
    interval: after === null ? UNKNOWN : `${formatDuration(after.from)} to ${formatDuration(after.to)}`,
  });
  return {
    sentence,
    rows: [
      row("Mean", recorded.meanMs, modelled.meanMs),
      row("Median", recorded.p50Ms, modelled.p50Ms),
      row("p95", recorded.p95Ms, modelled.p95Ms),
      row("All together", recorded.sumMs, modelled.sumMs),
    ],
    limit: `Had what is replaced taken no time at all, ${formatShare(limit.savedShare)} would have been saved: no change of this kind can save more.`,
  };
}

/** Why there is no answer, in words. */
export function sayRefusal(refusal: Refusal): string {
  return {
    fewTurns: "There are too few complete turns or sessions: look at a longer time.",
    nothingConcerned: "None of these turns has a round trip that would be different.",
    fewDonors:
      "Too few round trips ran that way to tell what others would have taken: look at a longer time.",
    fewComparable:
      "For most round trips none of their size and kind ran that way, so that the answer would be about others.",
  }[refusal];
}
