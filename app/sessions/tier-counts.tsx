import { TierMark } from "#app/components/tier-mark.tsx";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { TierUse } from "#lib/analytics/list-sessions.ts";
import styles from "./sessions.module.css";

/** Tiers with how many round trips each had. */
export function TierCounts({ tiers }: { readonly tiers: readonly TierUse[] }) {
  if (tiers.length === 0) return UNKNOWN;
  return (
    <span className={styles.tiers}>
      {tiers.map(({ tier, roundTrips }) => (
        <TierMark key={tier} tier={tier} text={`${tier} ${formatCount(roundTrips)}`} />
      ))}
    </span>
  );
}
