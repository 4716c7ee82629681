import { formatCount, formatRate } from "#lib/analytics/format-number.ts";
import styles from "./waterfall.module.css";

/** Says what a strip of token rates shows, and what its bottom and its top stand for, in tokens/s. */
export function RateLabel({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <div className={styles.label}>
      <span className={styles.name}>Token rate</span>
      <span className={styles.time}>
        {formatCount(from)} to {formatRate(to)}, log
      </span>
    </div>
  );
}
