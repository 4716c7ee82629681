import type { LimitRow } from "#lib/analytics/series/prepare-limit-rows.ts";
import styles from "./limit-bar.module.css";

type LimitBarProps = Pick<LimitRow, "state" | "usedShare" | "evenShare">;

/** How much of a bucket is used, with a mark where an even pace would be; what is ahead of the mark is striped. */
export function LimitBar({ state, usedShare, evenShare }: LimitBarProps) {
  const used = Math.min(usedShare ?? 0, 1);
  const ahead = state === "open" && evenShare !== null && used > evenShare ? used - evenShare : 0;
  const percent = (share: number): string => `${share * 100}%`;
  return (
    <span className={`${styles.bar} ${styles[state]}`} aria-hidden="true">
      <span className={styles.track}>
        <span className={styles.used} style={{ width: percent(used - ahead) }} />
        {ahead > 0 && (
          <span className={styles.ahead} style={{ left: percent(used - ahead), width: percent(ahead) }} />
        )}
      </span>
      {evenShare !== null && <span className={styles.mark} style={{ left: percent(evenShare) }} />}
    </span>
  );
}
