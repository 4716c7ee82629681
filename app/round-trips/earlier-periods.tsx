import Link from "next/link";
import { formatValue } from "#app/charts/format-axis.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { ChangeCell } from "#app/components/change-cell.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { METRICS } from "#app/components/metric-names.ts";
import { Panel } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { SureCell } from "#app/components/sure-cell.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { comparePeriods, type Period } from "#lib/analytics/compare-periods.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { formatRange } from "#lib/analytics/format-time.ts";
import type { Figure } from "#lib/domain/figures/figure.ts";
import { NO_BOX } from "./no-box.ts";

interface EarlierPeriodsProps {
  readonly question: Question;
  readonly metric: Figure;
  readonly raw: RawParams;
}

const NAMES = { now: "This time", before: "The period before", weekBefore: "A week before" };

/** The metric of the heatmap in the window and in earlier ones of the same length. */
export async function EarlierPeriods({ question, metric, raw }: EarlierPeriodsProps) {
  const { name, unit } = METRICS[metric];
  const timeZone = await pageTimeZone();
  const { now, earlier } = await comparePeriods({ ...question, metric, by: null });
  const rows = [{ ...now, name: "now" as const, ratios: null }, ...earlier];
  return (
    <Panel
      title={`${name} against earlier periods`}
      note="Of complete round trips, whatever they were: other work may hide behind a change. Below each figure is the range in which the true one lies (95 %, were round trips independent)."
      aside={
        <>
          As{" "}
          <AnswerLinks
            path="/api/v1/periods"
            raw={raw}
            window={question.window}
            params={QUESTION_PARAMS}
            also={{ metric }}
          />
        </>
      }
    >
      <ScrollTable label={`${name} by period`}>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {["Round trips", "Median", "The median since", "The p95 since"].map((head) => (
              <th key={head} scope="col" className={tableStyles.figure}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name === "now" ? (
                  NAMES.now
                ) : (
                  <Link
                    href={hrefWith("/round-trips", raw, { ...NO_BOX, ...windowOf(row) })}
                    prefetch={false}
                  >
                    {NAMES[row.name]}
                  </Link>
                )}
                <span className={tableStyles.sub}>
                  {formatRange(row.window.fromMs, row.window.toMs, timeZone)}
                </span>
              </th>
              <td className={tableStyles.figure}>{formatCount(row.n)}</td>
              <SureCell quantiles={row.quantiles} format={(value) => formatValue(unit, value)} />
              {row.ratios ? <ChangeCell ratio={row.ratios.p50} /> : <td />}
              {row.ratios ? <ChangeCell ratio={row.ratios.p95} /> : <td />}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

function windowOf({ window: { fromMs, toMs } }: Period) {
  return { window: null, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}
