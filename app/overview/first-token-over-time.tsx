import { LatencyLineChart } from "#app/charts/latency-line-chart.tsx";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import { TIME_PARAMS } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { latencyOverTime } from "#lib/analytics/latency-over-time.ts";
import { prepareClockTicks } from "#lib/analytics/series/prepare-clock-ticks.ts";
import { type LatencyLines, prepareLatencyLines } from "#lib/analytics/series/prepare-latency-lines.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import styles from "./overview.module.css";

interface FirstTokenOverTimeProps {
  readonly question: Question;
  readonly raw: RawParams;
  /** The period to show beside; null for none. */
  readonly before: TimeWindow | null;
}

/** Median TTFT by tier over the window. */
export async function FirstTokenOverTime({ question, raw, before }: FirstTokenOverTimeProps) {
  const [overTime, earlier] = await Promise.all([
    latencyOverTime(question),
    before && latencyOverTime({ ...question, window: before }),
  ]);
  const lines = prepareLatencyLines(overTime, earlier);
  if (lines.lines.length === 0) {
    return (
      <Panel title="First token over time">
        <PanelEmpty>No first token was measured in this time.</PanelEmpty>
      </Panel>
    );
  }
  const timeZone = await pageTimeZone();
  const ticks = prepareClockTicks(
    lines.points.map(({ atMs }) => atMs),
    timeZone,
  );
  const interval = formatInterval(overTime.intervalMs);
  return (
    <Panel
      title="First token over time"
      aside={<AnswerLinks path="/api/v1/latency" raw={raw} window={question.window} params={TIME_PARAMS} />}
      note={`Median TTFT of each ${interval}; a gap means that nothing was measured.${before ? " Dashed: the period before." : ""}`}
    >
      <ul className={styles.legend}>
        {lines.lines.map(({ tier }) => (
          <li key={tier}>
            <TierMark tier={tier} />
          </li>
        ))}
      </ul>
      <LatencyLineChart
        label={`Median TTFT by tier and ${interval}; the table below says the same`}
        {...lines}
        ticks={ticks}
        timeZone={timeZone}
        intervalMs={overTime.intervalMs}
      />
      <details className={styles.twin}>
        <summary>As a table</summary>
        <LatencyTable {...lines} />
      </details>
    </Panel>
  );
}

function LatencyTable({ lines, points }: LatencyLines) {
  return (
    <ScrollTable label="Median TTFT over time">
      <thead>
        <tr>
          <th scope="col">From</th>
          {lines.map(({ tier }) => (
            <th key={tier} scope="col" className={tableStyles.figure}>
              {tier}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points
          .filter(({ n }) => n.some((count) => count > 0))
          .map(({ atMs, values, n, before }) => (
            <tr key={atMs}>
              <th scope="row">
                <Instant unixMs={atMs} />
              </th>
              {lines.map(({ tier }, index) => (
                <td key={tier} className={tableStyles.figure}>
                  {formatDuration(values[index] ?? null)}{" "}
                  <span className={tableStyles.muted}>n {n[index]}</span>
                  {before && (
                    <span className={tableStyles.sub}>before {formatDuration(before[index] ?? null)}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
      </tbody>
    </ScrollTable>
  );
}

function formatInterval(ms: number): string {
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1000],
  ] as const;
  const [name, unitMs] = units.find(([, length]) => ms >= length) ?? units[3];
  return ms === unitMs ? name : `${ms / unitMs} ${name}s`;
}
