import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatShare } from "#lib/analytics/format-number.ts";
import type { PhaseSlice } from "#lib/analytics/series/prepare-phase-bar.ts";
import styles from "./phase-bar.module.css";

/** A bar of phases; the table or legend beside it says the same in words. */
export function PhaseBar({
  slices,
  isSlim = false,
}: {
  readonly slices: readonly PhaseSlice[];
  readonly isSlim?: boolean;
}) {
  return (
    <div className={isSlim ? styles.slim : styles.bar} aria-hidden="true">
      {slices.map((slice) => (
        <span
          key={slice.phase}
          style={{ width: `${slice.share * 100}%`, background: `var(--phase-${slice.phase})` }}
          title={`${slice.name}: ${formatDuration(slice.ms)} (${formatShare(slice.share)})`}
        />
      ))}
    </div>
  );
}

/** The phases in words: name, time, share, meaning. */
export function PhaseLegend({ slices }: { readonly slices: readonly PhaseSlice[] }) {
  return (
    <dl className={styles.legend}>
      {slices.map((slice) => (
        <div key={slice.phase}>
          <dt>
            <span style={{ background: `var(--phase-${slice.phase})` }} aria-hidden="true" />
            {slice.name}
          </dt>
          <dd className={styles.share}>{formatShare(slice.share)}</dd>
          <dd className={styles.ms}>{formatDuration(slice.ms)}</dd>
          <dd className={styles.meaning}>{slice.meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
