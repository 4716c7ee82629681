import { type Clustering, degreesOfFreedom } from "./clustering.ts";
import { normalTail } from "./normal-tail.ts";
import { studentDeviate } from "./student-deviate.ts";

/** Round trips that have something, of those selected and of the rest; there are some on each side. */
export interface SharedCounts {
  readonly selected: number;
  readonly rest: number;
  readonly allSelected: number;
  readonly allRest: number;
}

/** How the share of those that have it differs. */
export interface ShareComparison {
  readonly shareInSelection: number;
  readonly shareInRest: number;
  /** The one share by the other; null when the rest has none. */
  readonly lift: number | null;
  /** Selection − rest. */
  readonly difference: number;
  /** Where the difference lies with a confidence of 95 % (Newcombe 1998, method 10). */
  readonly differenceInterval: readonly [from: number, to: number];
  /** How far from chance, in standard deviations; positive where the selection has more of it. */
  readonly z: number;
  /** The probability of being so far from chance by chance. */
  readonly p: number;
  /**
   * The correlation (0 to 1) between having it and being selected, at least (95 %): 1 when whoever has it is selected and
   * nobody else. What merely goes along with a cause has less of it than the cause.
   */
  readonly strength: number;
}

export const Z95 = 1.959963984540054;

/** Compares shares of round trips that cluster in sessions. */
export function compareShares(counts: SharedCounts, clustering: Clustering): ShareComparison {
  const { selected, rest, allSelected, allRest } = counts;
  const { designEffect } = clustering;
  const [shareInSelection, shareInRest] = [selected / allSelected, rest / allRest];
  const difference = shareInSelection - shareInRest;
  const z = studentDeviate(deviation(counts, designEffect), degreesOfFreedom(clustering));
  const all = allSelected + allRest;
  const [share, part] = [(selected + rest) / all, allSelected / all];
  const correlation =
    share > 0 && share < 1 ? difference * Math.sqrt((part * (1 - part)) / (share * (1 - share))) : 0;
  return {
    shareInSelection,
    shareInRest,
    lift: rest === 0 ? null : shareInSelection / shareInRest,
    difference,
    differenceInterval: newcombe(
      wilson(shareInSelection, allSelected / designEffect),
      wilson(shareInRest, allRest / designEffect),
    ),
    z,
    p: normalTail(z),
    strength: Math.max(0, Math.abs(correlation) - Z95 * Math.sqrt(designEffect / all)),
  };
}

/**
 * The signed root of the likelihood ratio (G) of the four counts, each half a round trip nearer to what chance makes of
 * it. Its tail holds where a rare value makes the usual quotient overshoot: five of five at a share of 0.1 give 1.4e-5
 * on that side, where it is 1e-5 in truth and 2e-11 by the quotient.
 */
function deviation({ selected, rest, allSelected, allRest }: SharedCounts, designEffect: number): number {
  const [n, m] = [allSelected / designEffect, allRest / designEffect];
  const having = (selected + rest) / designEffect;
  const expected = (having * n) / (n + m);
  const away = selected / designEffect - expected;
  const step = Math.sign(away) * Math.max(0, Math.abs(away) - 0.5);
  const half =
    logRatio(expected, step) +
    logRatio(n - expected, -step) +
    logRatio(having - expected, -step) +
    logRatio(m - having + expected, step);
  return half > 0 ? Math.sign(away) * Math.sqrt(2 * half) : 0;
}

function logRatio(mean: number, beyond: number): number {
  const seen = mean + beyond;
  return seen > 0 && mean > 0 ? seen * Math.log(seen / mean) : 0;
}

interface ShareInterval {
  readonly share: number;
  readonly from: number;
  readonly to: number;
}

function newcombe(one: ShareInterval, other: ShareInterval): readonly [number, number] {
  const difference = one.share - other.share;
  return [
    difference - Math.hypot(one.share - one.from, other.to - other.share),
    difference + Math.hypot(one.to - one.share, other.share - other.from),
  ];
}

/** The score interval of a share of n (Wilson 1927). */
function wilson(share: number, n: number): ShareInterval {
  const widening = Z95 ** 2 / n;
  const middle = (share + widening / 2) / (1 + widening);
  const half = Math.sqrt(share * (1 - share) * widening + widening ** 2 / 4) / (1 + widening);
  return { share, from: Math.max(0, middle - half), to: Math.min(1, middle + half) };
}
