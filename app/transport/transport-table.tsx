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
import { formatCount, formatFigure, formatShare } from "#lib/analytics/format-number.ts";

interface TransportTableProps {
  readonly transports: readonly TransportSummary[];
  /** The same in the period before; null when it is not shown. */
  readonly before: readonly TransportSummary[] | null;
  readonly raw: RawParams;
}

const SURE_FIGURES = ["streamOpenMs", "ttftMs"] as const;

/** Each transport with its latencies, its connections and its share of turns. */
export function TransportTable({ transports, before, raw }: TransportTableProps) {
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
        {transports.map((one) => {
          const earlier = tellEarlier(one, before, ({ transport }) => transport ?? "");
          return (
            <tr key={one.transport ?? ""}>
              <th scope="row">
                <Link
                  href={hrefWith("/round-trips", raw, { transport: one.transport ?? UNKNOWN_VALUE })}
                  prefetch={false}
                >
                  {one.transport ?? "– unknown"}
                </Link>
              </th>
              <td className={tableStyles.figure}>
                {formatCount(one.n)}
                <EarlierLine text={earlier(({ n }) => formatCount(n))} />
              </td>
              {SURE_FIGURES.map((figure) => (
                <SureCell
                  key={figure}
                  quantiles={one[figure]}
                  format={formatDuration}
                  before={earlier((was) => formatDuration(was[figure].p50.value))}
                />
              ))}
              <td className={tableStyles.figure}>
                {formatShare(one.reuseShare)}
                <span className={tableStyles.sub}>n {formatCount(one.reused + one.fresh)}</span>
                <EarlierLine text={earlier(({ reuseShare }) => formatShare(reuseShare))} />
              </td>
              <td className={tableStyles.figure}>
                {formatCount(one.fallbacks)}
                <EarlierLine text={earlier(({ fallbacks }) => formatCount(fallbacks))} />
              </td>
              <td className={tableStyles.figure}>
                {formatFigure(one.roundTripsPerTurn)}
                <span className={tableStyles.sub}>n {formatCount(one.completeTurns)} turns</span>
                <EarlierLine text={earlier(({ roundTripsPerTurn }) => formatFigure(roundTripsPerTurn))} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </ScrollTable>
  );
}
