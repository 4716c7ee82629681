import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatRate, formatShare } from "#lib/analytics/format-number.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import styles from "./data-table.module.css";
import { ScrollTable } from "./scroll-table.tsx";
import { TierMark } from "./tier-mark.tsx";

const HEADS = ["TTFT", "TTFO", "E2E", "Decode rate", "End-to-end rate"] as const;

interface TierTableProps {
  readonly tiers: readonly TierSummary[];
  readonly label?: string;
}

/** The tiers with every figure and its n: the table twin of the tier charts. */
export function TierTable({ tiers, label = "Tiers, figure by figure" }: TierTableProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">Tier</th>
          <th scope="col" className={styles.figure}>
            Round trips
          </th>
          {HEADS.map((head) => (
            <th key={head} scope="col" className={styles.figure}>
              {head}
              <span className={styles.sub}>p50 · p95 · p99</span>
            </th>
          ))}
          <th scope="col" className={styles.figure}>
            Per turn
          </th>
          <th scope="col" className={styles.figure}>
            Failed
          </th>
          <th scope="col" className={styles.figure}>
            Rate limited
          </th>
        </tr>
      </thead>
      <tbody>
        {tiers.map((tier) => (
          <tr key={tier.tier}>
            <th scope="row">
              <TierMark tier={tier.tier} />
            </th>
            <td className={styles.figure}>{formatCount(tier.n)}</td>
            <QuantileCell quantiles={tier.ttftMs} format={formatDuration} />
            <QuantileCell quantiles={tier.ttfoMs} format={formatDuration} />
            <QuantileCell quantiles={tier.e2eMs} format={formatDuration} />
            <QuantileCell quantiles={tier.decodeTokensPerSecond} format={formatRate} />
            <QuantileCell quantiles={tier.e2eTokensPerSecond} format={formatRate} />
            <td className={styles.figure}>
              {formatFigure(tier.roundTripsPerTurn)}
              <span className={styles.sub}>n {formatCount(tier.completeTurns)} turns</span>
            </td>
            <td className={styles.figure}>{formatShare(tier.errorRate)}</td>
            <td className={styles.figure}>{formatShare(tier.rateLimitedRate)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

interface QuantileCellProps {
  readonly quantiles: Quantiles;
  readonly format: (value: number | null) => string;
}

function QuantileCell({ quantiles: { p50, p95, p99, n, ranges }, format }: QuantileCellProps) {
  return (
    <td className={styles.figure}>
      <strong>{format(p50)}</strong>
      {ranges?.p50 && (
        <span className={styles.sub}>
          {ranges.p50.to === null
            ? `over ${format(ranges.p50.from)}`
            : `${format(ranges.p50.from)} to ${format(ranges.p50.to)}`}
        </span>
      )}
      <span className={styles.sub}>
        {format(p95)} · {format(p99)}
      </span>
      <span className={styles.sub}>n {formatCount(n)}</span>
    </td>
  );
}
