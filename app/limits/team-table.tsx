import tableStyles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { shortAccount } from "#lib/analytics/series/short-account.ts";
import type { FamilyHeadroom } from "#lib/domain/limits/team-headroom.ts";

interface TeamTableProps {
  readonly families: readonly FamilyHeadroom[];
  readonly clock: (unixMs: number) => string;
}

/** What a whole team has left of each family, over all accounts. */
export function TeamTable({ families, clock }: TeamTableProps) {
  const isCounted = families.some(({ headroom }) => headroom !== null);
  return (
    <ScrollTable label="What the whole team has left">
      <thead>
        <tr>
          <th scope="col">Family</th>
          <th scope="col" className={tableStyles.figure}>
            Accounts
          </th>
          <th scope="col" className={tableStyles.figure}>
            Stopped now
          </th>
          <th scope="col" className={tableStyles.figure}>
            Will run out
          </th>
          <th scope="col" className={tableStyles.figure}>
            Least left
            <span className={tableStyles.sub}>of those open</span>
          </th>
          {isCounted && (
            <th scope="col" className={tableStyles.figure}>
              Left in all
            </th>
          )}
          <th scope="col">Next to be stopped</th>
        </tr>
      </thead>
      <tbody>
        {families.map((family) => (
          <FamilyRow
            key={JSON.stringify([family.provider, family.family, family.windowMinutes, family.unit])}
            family={family}
            isCounted={isCounted}
            clock={clock}
          />
        ))}
      </tbody>
    </ScrollTable>
  );
}

interface FamilyRowProps {
  readonly family: FamilyHeadroom;
  readonly isCounted: boolean;
  readonly clock: TeamTableProps["clock"];
}

function FamilyRow({ family, isCounted, clock }: FamilyRowProps) {
  const { nextStop, headroom, unit } = family;
  return (
    <tr>
      <th scope="row">
        {bucketLabel(family)}
        <span className={tableStyles.sub}>
          {family.provider}
          {unit !== "percent" && ` · ${unit}`}
        </span>
      </th>
      <td className={tableStyles.figure}>{formatCount(family.buckets)}</td>
      <td className={`${tableStyles.figure} ${family.blocked > 0 ? tableStyles.bad : ""}`}>
        {formatCount(family.blocked)}
      </td>
      <td className={tableStyles.figure}>{formatCount(family.runningOut)}</td>
      <td className={tableStyles.figure}>{formatShare(family.leastShare)}</td>
      {isCounted && (
        <td className={tableStyles.figure}>
          {headroom === null ? UNKNOWN : `${formatCount(headroom)} ${unit}`}
          {headroom !== null && <span className={tableStyles.sub}>n {formatCount(family.counted)}</span>}
        </td>
      )}
      <td>
        {nextStop === null ? (
          UNKNOWN
        ) : (
          <>
            {clock(nextStop.atMs)}
            <span className={tableStyles.sub}>
              account {shortAccount(nextStop.bucket.account)}
              {nextStop.bucket !== nextStop.stops && ` by ${bucketLabel(nextStop.bucket)}`}
            </span>
          </>
        )}
      </td>
    </tr>
  );
}
