import { tierColour } from "#lib/analytics/series/tier-colour.ts";
import type { Tier } from "#lib/domain/tier.ts";
import styles from "./tier-mark.module.css";

/** A tier's name, or another text about it, behind the tier's colour. */
export function TierMark({ tier, text = tier }: { readonly tier: Tier; readonly text?: string }) {
  return (
    <span className={styles.mark}>
      <span className={styles.dot} style={{ background: tierColour(tier) }} aria-hidden="true" />
      {text}
    </span>
  );
}
