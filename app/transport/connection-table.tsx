import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { EarlierLine, tellEarlier } from "#app/components/earlier-line.tsx";
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
  /** The same in the period before; null when it is not shown. */
  readonly before: readonly TransportSummary[] | null;
  readonly raw: RawParams;
}

const SURE_FIGURES = ["connectMs", "streamOpenMs", "ttftMs"] as const;

/** Each transport by whether the connection was there before. */
export function ConnectionTable({ transports, before, raw }: ConnectionTableProps) {
  const [rows, rowsBefore] = [connectionRows(transports), before && connectionRows(before)];
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
        {rows.map((row) => {
          const { transport, connectionReused } = row;
          const earlier = tellEarlier(row, rowsBefore, keyOf);
          return (
            <tr key={keyOf(row)}>
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
              <td className={tableStyles.figure}>
                {formatCount(row.n)}
                <EarlierLine text={earlier(({ n }) => formatCount(n))} />
              </td>
              {SURE_FIGURES.map((figure) => (
                <SureCell
                  key={figure}
                  quantiles={row[figure]}
                  format={formatDuration}
                  before={earlier((was) => formatDuration(was[figure].p50.value))}
                />
              ))}
            </tr>
          );
        })}
      </tbody>
    </ScrollTable>
  );
}

type ConnectionRow = ReturnType<typeof connectionRows>[number];

function connectionRows(transports: readonly TransportSummary[]) {
  return transports.flatMap(({ transport, connections }) =>
    connections.map((connection) => ({ transport, ...connection })),
  );
}

function keyOf({ transport, connectionReused }: ConnectionRow): string {
  return `${transport}/${connectionReused}`;
}
