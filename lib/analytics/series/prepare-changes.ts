import { formatChange, formatCount, formatShare } from "#lib/analytics/format-number.ts";
import {
  CAUSES,
  type ValueChange,
  type WatchedChange,
  type WhatChanged,
} from "#lib/analytics/what-changed.ts";
import type { Counts } from "#lib/domain/figures/figure-sums.ts";
import type { QuantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import { compareShares, Z95 } from "#lib/domain/what-differs/compare-shares.ts";
import type { Contribution } from "#lib/domain/what-differs/shift-share.ts";
import { plain, type Sentence, sentence } from "./sentence.ts";

/** A value from which most of a change comes, and in which way. */
export interface ChangeCause {
  readonly dimension: ValueChange["dimension"];
  readonly value: string;
  readonly text: string;
}

/** What is told of a change, and which round trips are its evidence. */
export interface ChangeRow {
  readonly key: string;
  readonly tone: "worse" | "better";
  readonly text: Sentence;
  /** What most of it comes from; null where nothing stands out. */
  readonly cause: ChangeCause | null;
  /** The round trips to look at: beyond what was usual before, or those that ended so. */
  readonly evidence:
    | { readonly dimension: ValueChange["dimension"]; readonly value: string }
    | { readonly metric: WatchedChange["metric"]; readonly min: number | null; readonly max: number | null }
    | { readonly outcome: "failed" | "rateLimited" };
}

/** The changes beyond chance, the largest first, and the names of what did not change. */
export interface PreparedChanges {
  readonly rows: readonly ChangeRow[];
  readonly unchanged: readonly string[];
  /** Whether the period before tells enough to compare with. */
  readonly isComparable: boolean;
}

/** How values of a metric are written and called. */
export interface MetricWords {
  readonly name: string;
  readonly format: (value: number) => string;
}

/** A smaller change is true, but nothing that anybody feels. */
const LEAST_CHANGE = 0.05;
/** What comes from one value is told when it is so much of the change. */
const LEAST_CAUSE = 0.3;
/** Of one value more, since there are many, and the work of few people varies. */
const LEAST_VALUE_CHANGE = 0.2;
const MOST_VALUES = 3;
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
  const rows = [...outcomes, ...wide, ...valueRows(changed.values, wide, words)];
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

/**
 * Values whose own metric moved although the whole did not, or besides what moved the whole. That both medians lie apart in
 * their intervals happens by chance once in some 600 values.
 */
function valueRows(
  values: readonly ValueChange[],
  wide: readonly ChangeRow[],
  words: Readonly<Record<WatchedChange["metric"], MetricWords>>,
): readonly ChangeRow[] {
  const isTold = ({ metric, dimension, value }: ValueChange) =>
    wide.some(
      ({ key, cause }) =>
        key === metric && (cause === null || cause.dimension !== dimension || cause.value === value),
    );
  return values
    .filter((one) => isDecisive(one.ratio) && Math.abs(one.ratio.ratio - 1) >= LEAST_VALUE_CHANGE)
    .filter((one) => Math.min(one.now.n, one.before.n) >= FEWEST && !isTold(one))
    .toSorted((a, b) => Math.abs(Math.log(b.ratio.ratio)) - Math.abs(Math.log(a.ratio.ratio)))
    .slice(0, MOST_VALUES)
    .flatMap((one) => valueRow(one, words[one.metric]));
}

function valueRow(
  { metric, dimension, value, now, before, ratio }: ValueChange,
  words: MetricWords,
): readonly ChangeRow[] {
  const [median, usual] = [now.p50.value, before.p50.value];
  if (median === null || usual === null) return [];
  const isMore = ratio.ratio > 1;
  const n = plain(`n ${formatCount(now.n)} and ${formatCount(before.n)}`);
  return [
    {
      key: `${metric} ${dimension} ${value}`,
      tone: isMore === (metric === "decodeTokensPerSecond") ? "better" : "worse",
      text: sentence`${`${words.name} of ${VALUE_WORDS[dimension]}${value}`}: ${formatChange(ratio.ratio - 1)} at the median, ${plain(words.format(median))} after ${plain(words.format(usual))} (${n}).`,
      cause: null,
      evidence: { dimension, value },
    },
  ];
}

const VALUE_WORDS: Readonly<Record<ValueChange["dimension"], string>> = {
  model: "",
  clientVersion: "client version ",
  transport: "",
};

function isDecisive(ratio: QuantileRatio | null): boolean {
  if (ratio === null || Math.abs(ratio.ratio - 1) < LEAST_CHANGE) return false;
  return ratio.from > 1 || (ratio.to !== null && ratio.to < 1);
}

/** What was rare before (one in twenty beyond it), so that most of what is there now is new. */
function evidenceOf(
  { metric, before }: WatchedChange,
  quantile: Quantile,
  isMore: boolean,
): ChangeRow["evidence"] {
  const bound = before.p95.value ?? before[quantile].value;
  return isMore ? { metric, min: bound, max: null } : { metric, min: null, max: before.p50.value };
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
  within: "its own round trips changed",
  mix: "it has another share of the round trips",
  entered: "it was not there before",
  gone: "it is no longer there",
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
