import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { SureCell } from "#app/components/sure-cell.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { UNKNOWN_VALUE } from "#app/search-params.ts";
import type { TransportSummary } from "#lib/analytics/compare-transports.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";

interface ConnectionTableProps {
  readonly transports: readonly TransportSummary[];
  readonly raw: RawParams;
}

/** Each transport by whether the connection was there before. */
export function ConnectionTable({ transports, raw }: ConnectionTableProps) {
  return (
    <ScrollTable label="New connections and kept ones, figure by figure">
      <thead>
        <tr>
          <th scope="col">Transport</th>
          <th scope="col">Connection</th>
          {["Round trips", "Connect", "Stream open", "TTFT"].map((head) => (
            <th key={head} scope="col" className={tableStyles.figure}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {transports.flatMap(({ transport, connections }) =>
          connections.map(({ connectionReused, n, connectMs, streamOpenMs, ttftMs }) => (
            <tr key={`${transport}/${connectionReused}`}>
              <th scope="row">{transport ?? "– unknown"}</th>
              <td>
                <Link
                  href={hrefWith("/round-trips", raw, {
                    transport: transport ?? UNKNOWN_VALUE,
                    connectionReused: connectionReused === null ? UNKNOWN_VALUE : String(connectionReused),
                  })}
                  prefetch={false}
                >
                  {connectionReused === null ? "– unknown" : connectionReused ? "kept" : "new"}
                </Link>
              </td>
              <td className={tableStyles.figure}>{formatCount(n)}</td>
              <SureCell quantiles={connectMs} format={formatDuration} />
              <SureCell quantiles={streamOpenMs} format={formatDuration} />
              <SureCell quantiles={ttftMs} format={formatDuration} />
            </tr>
          )),
        )}
      </tbody>
    </ScrollTable>
  );
}
