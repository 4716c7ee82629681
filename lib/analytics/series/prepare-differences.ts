import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatRate, formatShare } from "#lib/analytics/format-number.ts";
import type { Finding, NoFindings, WhatDiffers } from "#lib/domain/what-differs/what-differs.ts";

/** A finding as it is shown, the strongest first. */
export interface DifferenceRow {
  readonly key: string;
  /** "Client version" or "Input tokens". */
  readonly name: string;
  /** "0.170.0" or "more than 65,000". */
  readonly value: string;
  /** Where a click leads: the filter that the finding stands for; null for measures. */
  readonly filter: { readonly dimension: string; readonly value: string | null } | null;
  /** Shares, 0 to 1. */
  readonly inSelection: number;
  readonly inRest: number;
  /** "93 % against 12 %, 7.8 ×". */
  readonly text: string;
  /** The same by other names. */
  readonly also: readonly string[];
}

/** Prepares findings; `nameOf` says what a dimension or measure is called, and `showValue` what a value is. */
export function prepareDifferences(
  { findings }: Pick<WhatDiffers, "findings">,
  nameOf: (name: string) => string,
  showValue: (dimension: string, value: string) => string = (_, value) => value,
): readonly DifferenceRow[] {
  return findings.map((finding) => {
    const { shareInSelection: inSelection, shareInRest: inRest, lift } = finding;
    const times = lift === null ? "only here" : `${lift >= 10 ? lift.toFixed(0) : lift.toFixed(1)} ×`;
    return {
      ...toldOf(finding, nameOf, showValue),
      inSelection,
      inRest,
      text: `${formatShare(inSelection)} against ${formatShare(inRest)}, ${times}`,
    };
  });
}

function toldOf(
  finding: Finding,
  nameOf: (name: string) => string,
  showValue: (dimension: string, value: string) => string,
) {
  if (finding.kind === "measure") {
    const { measure, direction, threshold } = finding;
    const bound = formatMeasure(measure, threshold);
    return {
      key: measure,
      name: nameOf(measure),
      value: direction === "more" ? `more than ${bound}` : `up to ${bound}`,
      filter: null,
      also: [],
    };
  }
  const { dimension, value, also } = finding;
  const show = (one: { readonly dimension: string; readonly value: string | null }) =>
    one.value === null ? "– unknown" : showValue(one.dimension, one.value);
  return {
    key: `${dimension}/${value ?? ""}/${finding.direction}`,
    name: nameOf(dimension),
    value: show({ dimension, value }),
    filter: { dimension, value },
    also: also.map((one) => `${nameOf(one.dimension)} ${show(one)}`),
  };
}

function formatMeasure(measure: string, value: number): string {
  if (measure.endsWith("Ms")) return formatDuration(value);
  if (measure.endsWith("TokensPerSecond")) return formatRate(value);
  return Number.isInteger(value) ? formatCount(value) : formatFigure(value);
}

/** Why nothing was found, in words. */
export function sayNoFindings(why: NoFindings): string {
  return {
    tooFewSelected: "Fewer than 10 round trips are selected: select more.",
    tooFewRest: "Fewer than 10 round trips are left to compare with: select fewer, or look at a longer time.",
    tooFewSessions: "They come from fewer than 5 sessions, where a single odd one could make the difference.",
    nothingToCompare: "There is nothing that all of them tell.",
    nothingDiffers: "Nothing differs by more than chance would make of it.",
  }[why];
}
