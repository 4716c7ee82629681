import { formatChange, formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { roundFigure } from "#lib/analytics/round-figure.ts";
import { CAUSES, type WatchedChange, type WhatChanged } from "#lib/analytics/what-changed.ts";
import type { Counts } from "#lib/domain/figures/figure-sums.ts";
import { compareShares, Z95 } from "#lib/domain/what-differs/compare-shares.ts";
import type { Contribution } from "#lib/domain/what-differs/shift-share.ts";
import type { ChangeRow, MetricWords } from "./change-row.ts";
import { isDecisive } from "./is-decisive.ts";
import { prepareValueChanges } from "./prepare-value-changes.ts";
import { plain, sentence } from "./sentence.ts";

/** The changes beyond chance, the largest first, and the names of what did not change. */
export interface PreparedChanges {
  readonly rows: readonly ChangeRow[];
  readonly unchanged: readonly string[];
  /** Whether the period before tells enough to compare with. */
  readonly isComparable: boolean;
}

/** What comes from one value is told when it is so much of the change. */
const LEAST_CAUSE = 0.3;
/** Round trips of a session are alike, so that shares vary more than independent ones would: so many times, at a guess. */
const DESIGN_EFFECT = 3;
/** With fewer, a period tells nothing. */
const FEWEST = 20;

type Quantile = "p50" | "p95";

/** Says what changed beyond chance, each with its cause as far as it is known and with its evidence. */
export function prepareChanges(
  changed: WhatChanged,
  words: Readonly<Record<WatchedChange["metric"], MetricWords>>,
): PreparedChanges {
  const isComparable = Math.min(changed.countsNow.n, changed.countsBefore.n) >= FEWEST;
  if (!isComparable) return { rows: [], unchanged: [], isComparable };
  const told = changed.metrics.map((change) => ({ change, row: rowOf(change, words[change.metric]) }));
  const ratios = told.flatMap(({ row }) => row ?? []).toSorted((a, b) => b.size - a.size);
  const outcomes = (["failed", "rateLimited"] as const).flatMap(
    (outcome) => outcomeRow(outcome, changed.countsNow, changed.countsBefore) ?? [],
  );
  const wide = ratios.map(({ row }) => row);
  const rows = [...outcomes, ...wide, ...prepareValueChanges(changed.values, wide, words)];
  return {
    rows: [...rows.filter(({ tone }) => tone === "worse"), ...rows.filter(({ tone }) => tone === "better")],
    unchanged: told.flatMap(({ change, row }) =>
      row === null && change.ratios.p50 !== null ? [words[change.metric].name] : [],
    ),
    isComparable,
  };
}

function rowOf(change: WatchedChange, words: MetricWords): { size: number; row: ChangeRow } | null {
  const { metric, ratios, now, before } = change;
  const quantile = (["p50", "p95"] as const).find((name) => isDecisive(ratios[name]));
  const ratio = quantile && ratios[quantile];
  const [value, usual] = quantile ? [now[quantile].value, before[quantile].value] : [null, null];
  if (!quantile || !ratio || value === null || usual === null) return null;
  const isMore = ratio.ratio > 1;
  const isRate = metric === "decodeTokensPerSecond";
  const n = plain(`n ${formatCount(now.n)} and ${formatCount(before.n)}`);
  const at = plain(quantile === "p50" ? "at the median" : "at p95");
  const row: ChangeRow = {
    key: metric,
    tone: isMore === isRate ? "better" : "worse",
    text: sentence`${words.name}: ${formatChange(ratio.ratio - 1)} ${at}, ${plain(words.format(value))} after ${plain(words.format(usual))} (${n}).`,
    cause: causeOf(change),
    evidence: evidenceOf(change, quantile, isMore),
  };
  return { size: Math.abs(Math.log(ratio.ratio)), row };
}

/** What was rare before (one in twenty beyond it), so that most of what is there now is new. */
function evidenceOf(
  { metric, before }: WatchedChange,
  quantile: Quantile,
  isMore: boolean,
): ChangeRow["evidence"] {
  // As an address carries it, which takes no more digits.
  const bound = roundFigure(isMore ? (before.p95.value ?? before[quantile].value) : before.p50.value);
  return isMore ? { metric, min: bound, max: null } : { metric, min: null, max: bound };
}

function causeOf({ change }: WatchedChange): ChangeRow["cause"] {
  if (change === null) return null;
  const towards = change.contributions.filter(({ points }) => Math.sign(points) === Math.sign(change.change));
  const byValue = Map.groupBy(towards, ({ dimension, value }) => JSON.stringify([dimension, value]));
  const [first] = [...byValue.values()]
    .map((parts) => ({ part: parts[0], points: parts.reduce((sum, { points }) => sum + points, 0) }))
    .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const part = first?.part;
  if (
    !first ||
    !part ||
    part.value === null ||
    Math.abs(first.points) < LEAST_CAUSE * Math.abs(change.change)
  )
    return null;
  const dimension = CAUSES.find((name) => name === part.dimension);
  if (dimension === undefined) return null;
  const kind = towards.find(
    ({ dimension, value }) => dimension === part.dimension && value === part.value,
  )?.kind;
  return { dimension, value: part.value, text: kind === undefined ? "" : KINDS[kind] };
}

const KINDS: Readonly<Record<Contribution["kind"], string>> = {
  within: "whose own round trips changed",
  mix: "which has another share of the round trips",
  entered: "which was not there before",
  gone: "which is no longer there",
};

const OUTCOME_WORDS = { failed: "Failed round trips", rateLimited: "Ended at a rate limit" } as const;

function outcomeRow(outcome: "failed" | "rateLimited", now: Counts, before: Counts): ChangeRow | null {
  const { shareInSelection, shareInRest, z } = compareShares(
    { selected: now[outcome], rest: before[outcome], allSelected: now.n, allRest: before.n },
    { designEffect: DESIGN_EFFECT, effectiveSessions: Number.POSITIVE_INFINITY },
  );
  if (!(Math.abs(z) > Z95)) return null;
  const isMore = shareInSelection > shareInRest;
  return {
    key: outcome,
    tone: isMore ? "worse" : "better",
    text: sentence`${OUTCOME_WORDS[outcome]}: ${formatShare(shareInSelection)} after ${plain(formatShare(shareInRest))} (${plain(`n ${formatCount(now[outcome])} of ${formatCount(now.n)}, and ${formatCount(before[outcome])} of ${formatCount(before.n)}`)}).`,
    cause: null,
    evidence: { outcome },
  };
}
