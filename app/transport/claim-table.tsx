import { ChangeCell, sayChange } from "#app/components/change-cell.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { tellEarlier } from "#app/components/earlier-line.tsx";
import { METRICS } from "#app/components/metric-names.ts";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { CheckedClaim } from "#lib/analytics/compare-transports.ts";
import { formatChange } from "#lib/analytics/format-number.ts";

interface ClaimTableProps {
  readonly claims: readonly CheckedClaim[];
  /** The same in the period before; null when it is not shown. */
  readonly before: readonly CheckedClaim[] | null;
}

/** Published changes beside those that were measured. */
export function ClaimTable({ claims, before }: ClaimTableProps) {
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
        {claims.map((claim) => (
          <tr key={claim.says}>
            <th scope="row">
              <a href={claim.source} rel="noreferrer">
                {claim.says}
              </a>
            </th>
            <td className={tableStyles.figure}>{formatChange(claim.change)}</td>
            <td>{METRICS[claim.metric].name}</td>
            <ChangeCell
              ratio={claim.measured}
              why="needs round trips over both"
              before={tellEarlier(claim, before, ({ says }) => says)(({ measured }) => sayChange(measured))}
            />
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
