import { formatChange, formatCount } from "#lib/analytics/format-number.ts";
import type { ValueChange, WatchedChange } from "#lib/analytics/what-changed.ts";
import type { ChangeRow, MetricWords } from "./change-row.ts";
import { isDecisive } from "./is-decisive.ts";
import { plain, sentence } from "./sentence.ts";

/** Of one value more, since there are many, and the work of few people varies. */
const LEAST_VALUE_CHANGE = 0.2;
const MOST_VALUES = 3;
/** With fewer, one person's day is all that a value tells. */
const FEWEST = 100;

/**
 * Values whose own metric moved although the whole did not, or besides what moved the whole. That both medians lie apart in
 * their intervals happens by chance once in some 600 values.
 */
export function prepareValueChanges(
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
