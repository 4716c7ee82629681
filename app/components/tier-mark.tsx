import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import type { Tier } from "#lib/domain/tier.ts";
import styles from "./tier-mark.module.css";

/** A tier's name behind its colour. */
export function TierMark({ tier }: { readonly tier: Tier }) {
  return (
    <span className={styles.mark}>
      <span className={styles.dot} style={{ background: tierColour(tier) }} aria-hidden="true" />
      {tier}
    </span>
  );
}
