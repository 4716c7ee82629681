import type { Route } from "next";
import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import { type DescribedSession, sumByTier } from "#lib/analytics/describe-session.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";

interface TierTableProps {
  readonly session: DescribedSession;
  readonly hrefOf: (tier: string) => Route;
}

/** What each tier did in the session. */
export function TierTable({ session, hrefOf }: TierTableProps) {
  return (
    <ScrollTable label="Round trips by tier">
      <thead>
        <tr>
          <th scope="col">Tier</th>
          {["Round trips", "Complete", "First token p50", "E2E p50", "E2E together", "Output tokens"].map(
            (name) => (
              <th key={name} scope="col" className={tableStyles.figure}>
                {name}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {sumByTier(session.roundTrips).map((row) => (
          <tr key={row.tier}>
            <th scope="row">
              <Link href={hrefOf(row.tier)} prefetch={false}>
                <TierMark tier={row.tier} />
              </Link>
            </th>
            <td className={tableStyles.figure}>{formatCount(row.n)}</td>
            <td className={tableStyles.figure}>{formatCount(row.complete)}</td>
            <td className={tableStyles.figure}>
              {formatDuration(row.ttftP50Ms)}
              <span className={tableStyles.sub}>n {formatCount(row.ttftN)}</span>
            </td>
            <td className={tableStyles.figure}>
              {formatDuration(row.e2eP50Ms)}
              <span className={tableStyles.sub}>n {formatCount(row.complete)}</span>
            </td>
            <td className={tableStyles.figure}>{formatDuration(row.e2eMs)}</td>
            <td className={tableStyles.figure}>
              {formatCount(row.outputTokens)}
              {row.outputTokensN > 0 && row.outputTokensN < row.n && (
                <span className={tableStyles.sub}>of {formatCount(row.outputTokensN)}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
