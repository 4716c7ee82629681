import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatRate, formatShare } from "#lib/analytics/format-number.ts";
import type { Quantiles } from "#lib/domain/knowable-quantiles.ts";
import styles from "./data-table.module.css";
import { EarlierLine, tellEarlier } from "./earlier-line.tsx";
import { ScrollTable } from "./scroll-table.tsx";
import { TierMark } from "./tier-mark.tsx";

const FIGURES = [
  { figure: "ttftMs", head: "TTFT", format: formatDuration },
  { figure: "ttfoMs", head: "TTFO", format: formatDuration },
  { figure: "e2eMs", head: "E2E", format: formatDuration },
  { figure: "decodeTokensPerSecond", head: "Decode rate", format: formatRate },
  { figure: "e2eTokensPerSecond", head: "End-to-end rate", format: formatRate },
] as const;

interface TierTableProps {
  readonly tiers: readonly TierSummary[];
  /** The same tiers in the period before; null when it is not shown. */
  readonly before?: readonly TierSummary[] | null;
  readonly label?: string;
}

/** The tiers with every figure and its n: the table twin of the tier charts. */
export function TierTable({ tiers, before = null, label = "Tiers, figure by figure" }: TierTableProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <th scope="col">Tier</th>
          <th scope="col" className={styles.figure}>
            Round trips
          </th>
          {FIGURES.map(({ figure, head }) => (
            <th key={figure} scope="col" className={styles.figure}>
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
        {tiers.map((tier) => {
          const earlier = tellEarlier(tier, before, (one) => one.tier);
          return (
            <tr key={tier.tier}>
              <th scope="row">
                <TierMark tier={tier.tier} />
              </th>
              <td className={styles.figure}>{formatCount(tier.n)}</td>
              {FIGURES.map(({ figure, format }) => (
                <QuantileCell
                  key={figure}
                  quantiles={tier[figure]}
                  format={format}
                  before={earlier((one) => format(one[figure].p50))}
                />
              ))}
              <td className={styles.figure}>
                {formatFigure(tier.roundTripsPerTurn)}
                <span className={styles.sub}>n {formatCount(tier.completeTurns)} turns</span>
              </td>
              <td className={styles.figure}>{formatShare(tier.errorRate)}</td>
              <td className={styles.figure}>{formatShare(tier.rateLimitedRate)}</td>
            </tr>
          );
        })}
      </tbody>
    </ScrollTable>
  );
}

interface QuantileCellProps {
  readonly quantiles: Quantiles;
  readonly format: (value: number | null) => string;
  /** The median in the period before, in words; null when it is not shown. */
  readonly before: string | null;
}

function QuantileCell({ quantiles: { p50, p95, p99, n, ranges }, format, before }: QuantileCellProps) {
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
      <EarlierLine text={before} />
    </td>
  );
}
