import type { BoxQuestion } from "#app/box-params.ts";
import { formatTick, formatValue } from "#app/charts/format-axis.ts";
import { HeatmapChart } from "#app/charts/heatmap-chart.tsx";
import { boxOfSelection } from "#app/charts/heatmap-geometry.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { LinkChoice } from "#app/components/link-choice.tsx";
import { METRICS } from "#app/components/metric-names.ts";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { type Heatmap, heatmap } from "#lib/analytics/heatmap.ts";
import { prepareHeatmap } from "#lib/analytics/series/prepare-heatmap.ts";
import { FIGURES, type Figure } from "#lib/domain/figures/figure.ts";
import { BoxForm } from "./box-form.tsx";
import { NO_BOX } from "./no-box.ts";
import styles from "./round-trips.module.css";

interface LatencyHeatmapProps {
  /** Window and filters of the page, whatever is selected of them. */
  readonly question: Question;
  readonly metric: BoxQuestion["metric"];
  readonly box: BoxQuestion["box"];
  readonly raw: RawParams;
}

const METRIC_CHOICES = Object.fromEntries(FIGURES.map((figure) => [figure, METRICS[figure].name])) as Record<
  Figure,
  string
>;

/** When which values occurred; a part of it can be selected. */
export async function LatencyHeatmap({ question, metric, box, raw }: LatencyHeatmapProps) {
  const { unit, name } = METRICS[metric];
  const told = await heatmap({ ...question, metric });
  const timeZone = await pageTimeZone();
  const cells = prepareHeatmap(told, (value) => formatTick(unit, value), timeZone);
  return (
    <Panel
      title={`${name} over time`}
      note={`${formatCount(told.n)} complete round trips that tell it; the stronger the colour of a cell, the more of them, on a logarithmic scale.`}
      aside={
        <>
          As{" "}
          <AnswerLinks
            path="/api/v1/heatmap"
            raw={raw}
            window={question.window}
            params={QUESTION_PARAMS}
            also={{ metric }}
          />
        </>
      }
    >
      <LinkChoice
        label="Metric"
        path="/round-trips"
        raw={raw}
        param="metric"
        choices={METRIC_CHOICES}
        chosen={metric}
        changes={NO_BOX}
      />
      {told.n === 0 ? (
        <PanelEmpty>No complete round trip of this time tells it.</PanelEmpty>
      ) : (
        <>
          <HeatmapChart
            {...cells}
            label={`${name} by time; the table below says the same`}
            unit={unit}
            timeZone={timeZone}
            path="/round-trips"
            raw={raw}
            selected={
              box &&
              boxOfSelection(cells, {
                ...box.window,
                min: box.range?.min ?? null,
                max: box.range?.max ?? null,
              })
            }
          />
          <BoxForm question={question} metric={metric} box={box} raw={raw} />
          <details className={styles.twin}>
            <summary>As a table</summary>
            <IntervalTable told={told} unit={unit} />
          </details>
        </>
      )}
    </Panel>
  );
}

/** Of each interval how many values it has, and between which they lie. */
function IntervalTable({ told, unit }: { readonly told: Heatmap; readonly unit: "ms" | "tokensPerSecond" }) {
  const rows = told.intervals.map((atMs, index) => {
    const counts = told.counts[index] ?? [];
    const filled = told.steps.filter((_, step) => (counts[step] ?? 0) > 0);
    return { atMs, n: counts.reduce((sum, n) => sum + n, 0), least: filled[0], most: filled.at(-1) };
  });
  return (
    <ScrollTable label="Values by interval">
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col" className={tableStyles.figure}>
            Round trips
          </th>
          <th scope="col" className={tableStyles.figure}>
            Above
          </th>
          <th scope="col" className={tableStyles.figure}>
            Up to
          </th>
        </tr>
      </thead>
      <tbody>
        {rows
          .filter(({ n }) => n > 0)
          .map(({ atMs, n, least, most }) => (
            <tr key={atMs}>
              <th scope="row">
                <Instant unixMs={atMs} />
              </th>
              <td className={tableStyles.figure}>{formatCount(n)}</td>
              <td className={tableStyles.figure}>{formatValue(unit, least?.from ?? null)}</td>
              <td className={tableStyles.figure}>{formatValue(unit, most?.to ?? null)}</td>
            </tr>
          ))}
      </tbody>
    </ScrollTable>
  );
}
