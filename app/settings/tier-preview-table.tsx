import tableStyles from "#app/components/data-table.module.css";
import { PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { TierPreview } from "#lib/domain/settings/preview-tier-rules.ts";
import styles from "./settings.module.css";

const MOST_ROWS = 100;

interface TierPreviewTableProps {
  readonly preview: TierPreview;
  /** Whether the rules are others than those that hold. */
  readonly isDraft: boolean;
}

/** Each combination with the tier that it has and, of a draft, would have; what moves first. */
export function TierPreviewTable({ preview, isDraft }: TierPreviewTableProps) {
  const { variants } = preview;
  if (variants.length === 0)
    return <PanelEmpty>No round trip was seen yet, so there is nothing to sort.</PanelEmpty>;
  return (
    <>
      <ScrollTable label="Tiers by model, provider, service tier and effort">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Provider</th>
            <th scope="col">Service tier</th>
            <th scope="col">Effort</th>
            <th scope="col" className={tableStyles.figure}>
              Round trips
              <span className={tableStyles.sub}>30 days</span>
            </th>
            <th scope="col">{isDraft ? "Tier now" : "Tier"}</th>
            {isDraft && <th scope="col">Tier then</th>}
            <th scope="col">Rule</th>
          </tr>
        </thead>
        <tbody>
          {variants.slice(0, MOST_ROWS).map((variant) => (
            <tr
              key={JSON.stringify([
                variant.provider,
                variant.model,
                variant.serviceTier,
                variant.reasoningEffort,
              ])}
              className={variant.moves ? styles.moves : undefined}
            >
              <th scope="row">{variant.model ?? UNKNOWN}</th>
              <td>{variant.provider ?? UNKNOWN}</td>
              <td>{variant.serviceTier ?? UNKNOWN}</td>
              <td>{variant.reasoningEffort ?? UNKNOWN}</td>
              <td className={tableStyles.figure}>{formatCount(variant.n)}</td>
              <td>
                <TierMark tier={variant.tier} />
              </td>
              {isDraft && <TierThen variant={variant} />}
              <td>{variant.rule + 1}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {variants.length > MOST_ROWS && (
        <p className={styles.small}>
          {formatCount(variants.length - MOST_ROWS)} more, all with fewer round trips.
        </p>
      )}
    </>
  );
}

function TierThen({ variant: { moves, next } }: { readonly variant: TierPreview["variants"][number] }) {
  return (
    <td>
      {moves ? (
        <strong>
          <span aria-hidden="true">→ </span>
          <TierMark tier={next} text={next === "" ? UNKNOWN : next} />
        </strong>
      ) : (
        <span className={tableStyles.muted}>stays</span>
      )}
    </td>
  );
}
