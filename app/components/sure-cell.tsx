import { formatCount } from "#lib/analytics/format-number.ts";
import type { SureQuantiles } from "#lib/analytics/sure-quantiles.ts";
import styles from "./data-table.module.css";
import { EarlierLine } from "./earlier-line.tsx";

interface SureCellProps {
  readonly quantiles: SureQuantiles;
  readonly format: (value: number | null) => string;
  /** The median in the period before, in words; null when it is not shown. */
  readonly before?: string | null;
}

/** A table cell with median, its interval, p95 and how many values stand behind them. */
export function SureCell({ quantiles: { p50, p95, n }, format, before = null }: SureCellProps) {
  return (
    <td className={styles.figure}>
      <strong>{format(p50.value)}</strong>
      {p50.interval && (
        <span className={styles.sub}>
          {p50.interval.to === null
            ? `over ${format(p50.interval.from)}`
            : `${format(p50.interval.from)} to ${format(p50.interval.to)}`}
        </span>
      )}
      {n > 0 && <span className={styles.sub}>p95 {format(p95.value)}</span>}
      <span className={styles.sub}>n {formatCount(n)}</span>
      <EarlierLine text={before} />
    </td>
  );
}
