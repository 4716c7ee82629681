import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { SureCell } from "#app/components/sure-cell.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { UNKNOWN_VALUE } from "#app/search-params.ts";
import type { TransportSummary } from "#lib/analytics/compare-transports.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatShare } from "#lib/analytics/format-number.ts";

interface TransportTableProps {
  readonly transports: readonly TransportSummary[];
  readonly raw: RawParams;
}

/** Each transport with its latencies, its connections and its share of turns. */
export function TransportTable({ transports, raw }: TransportTableProps) {
  return (
    <ScrollTable label="Transports, figure by figure">
      <thead>
        <tr>
          <th scope="col">Transport</th>
          {["Round trips", "Stream open", "TTFT", "Kept connections", "Fallbacks", "Per turn"].map((head) => (
            <th key={head} scope="col" className={tableStyles.figure}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {transports.map((one) => (
          <tr key={one.transport ?? ""}>
            <th scope="row">
              <Link
                href={hrefWith("/round-trips", raw, { transport: one.transport ?? UNKNOWN_VALUE })}
                prefetch={false}
              >
                {one.transport ?? "– unknown"}
              </Link>
            </th>
            <td className={tableStyles.figure}>{formatCount(one.n)}</td>
            <SureCell quantiles={one.streamOpenMs} format={formatDuration} />
            <SureCell quantiles={one.ttftMs} format={formatDuration} />
            <td className={tableStyles.figure}>
              {formatShare(one.reuseShare)}
              <span className={tableStyles.sub}>n {formatCount(one.reused + one.fresh)}</span>
            </td>
            <td className={tableStyles.figure}>{formatCount(one.fallbacks)}</td>
            <td className={tableStyles.figure}>
              {formatFigure(one.roundTripsPerTurn)}
              <span className={tableStyles.sub}>n {formatCount(one.completeTurns)} turns</span>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
