import { formatChange } from "#lib/analytics/format-number.ts";
import type { QuantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import styles from "./data-table.module.css";
import { EarlierLine } from "./earlier-line.tsx";

interface ChangeCellProps {
  /** Null where too few values tell it. */
  readonly ratio: QuantileRatio | null;
  /** What stands below a change that nothing tells. */
  readonly why?: string;
  /** The change in the period before, in words; null when it is not shown. */
  readonly before?: string | null;
}

/** A table cell with a relative change and the range in which the true one lies. */
export function ChangeCell({ ratio, why, before = null }: ChangeCellProps) {
  const below = ratio ? sayRange(ratio) : why;
  return (
    <td className={styles.figure}>
      <strong>{sayChange(ratio)}</strong>
      {below && <span className={styles.sub}>{below}</span>}
      <EarlierLine text={before} />
    </td>
  );
}

/** What a ratio changes, for people: 0.2 is "−80 %". */
export function sayChange(ratio: QuantileRatio | null): string {
  return formatChange(ratio && ratio.ratio - 1);
}

function sayRange({ from, to }: QuantileRatio): string {
  return `${formatChange(from - 1)} to ${to === null ? "any more" : formatChange(to - 1)}`;
}
