import tableStyles from "#app/components/data-table.module.css";
import { METRICS } from "#app/components/metric-names.ts";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { CheckedClaim } from "#lib/analytics/compare-transports.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatChange } from "#lib/analytics/format-number.ts";

/** Published changes beside those that were measured. */
export function ClaimTable({ claims }: { readonly claims: readonly CheckedClaim[] }) {
  return (
    <ScrollTable label="Claims and measurements">
      <thead>
        <tr>
          <th scope="col">Claimed</th>
          <th scope="col" className={tableStyles.figure}>
            Change
          </th>
          <th scope="col">Nearest metric</th>
          <th scope="col" className={tableStyles.figure}>
            Measured here
          </th>
        </tr>
      </thead>
      <tbody>
        {claims.map(({ says, change, metric, measured, source }) => (
          <tr key={says}>
            <th scope="row">
              <a href={source} rel="noreferrer">
                {says}
              </a>
            </th>
            <td className={tableStyles.figure}>{formatChange(change)}</td>
            <td>{METRICS[metric].name}</td>
            <td className={tableStyles.figure}>
              <strong>{measured ? formatChange(measured.ratio - 1) : UNKNOWN}</strong>
              <span className={tableStyles.sub}>
                {measured
                  ? `${formatChange(measured.from - 1)} to ${measured.to === null ? "any more" : formatChange(measured.to - 1)}`
                  : "needs round trips over both"}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
