import { answerHref } from "#app/answer-href.ts";
import { formatValue } from "#app/charts/format-axis.ts";
import { ShiftChart } from "#app/charts/shift-chart.tsx";
import tableStyles from "#app/components/data-table.module.css";
import formStyles from "#app/components/form.module.css";
import { METRICS } from "#app/components/metric-names.ts";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { SelectField } from "#app/components/select-field.tsx";
import { Sentence } from "#app/components/sentences.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { QUESTION_PARAMS } from "#app/search-params.ts";
import { compareGroups } from "#lib/analytics/compare-groups.ts";
import { compareTierNames } from "#lib/analytics/compare-tiers.ts";
import { listDimensionValues } from "#lib/analytics/describe-meta.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import {
  formatRatio,
  type PreparedComparison,
  prepareComparison,
} from "#lib/analytics/series/prepare-comparison.ts";
import { FIGURES, type Figure } from "#lib/domain/figures/figure.ts";
import { RatioBar } from "./ratio-bar.tsx";
import type { TierQuestion } from "./read-tier-question.ts";
import styles from "./tiers.module.css";

const TITLE = "Two tiers, for the same kind of work";

/** Two tiers held against each other: raw, matched by the kind of work, and along the deciles. */
export async function TierComparison({ question, raw }: Asked<TierQuestion>) {
  const { window, metric } = question;
  const { tier: _, ...filters } = question.filters;
  const values = await listDimensionValues({ window, filters }, ["variantId"]);
  const tiers = (values.tier ?? [])
    .flatMap(({ value, n }) => (value === null ? [] : [{ tier: value, n }]))
    .toSorted((one, other) => compareTierNames(one.tier, other.tier));
  const pair = choosePair(tiers, question);
  if (pair === null) {
    return (
      <Panel title={TITLE}>
        <PanelEmpty>Two tiers with round trips in this time are needed for it.</PanelEmpty>
      </Panel>
    );
  }
  const compared = await compareGroups({ window, filters, dimension: "tier", values: pair, metric });
  const { name, unit } = METRICS[metric];
  const prepared = prepareComparison(compared.comparison, { ...pair, metric: name });
  const asked = new Map([...raw, ["dimension", ["tier"]], ["a", [pair.a]], ["b", [pair.b]]]);
  asked.delete("tier");
  return (
    <Panel
      title={TITLE}
      note="Matched by uncached input, output, reasoning, kept connections and hour of the day; intervals respect that round trips of a session are alike. Observed, not randomised."
      aside={
        <a
          href={answerHref("/api/v1/compare", asked, window, null, [
            ...QUESTION_PARAMS,
            "dimension",
            "a",
            "b",
            "metric",
          ])}
        >
          JSON
        </a>
      }
    >
      {question.filters.tier && question.filters.tier.length > 0 && (
        <p className={styles.basis}>The filter by tier does not hold here: two are needed.</p>
      )}
      <PairForm tiers={tiers.map(({ tier }) => tier)} pair={pair} metric={metric} raw={raw} />
      <div className={styles.verdict}>
        {prepared.sentences.map((sentence) => (
          <p key={sentence.map(({ text }) => text).join("")}>
            <Sentence sentence={sentence} />
          </p>
        ))}
      </div>
      {prepared.rows.length > 0 && <RatioTable prepared={prepared} pair={pair} unit={unit} />}
      {prepared.deciles.length > 1 && (
        <>
          <h3 className={styles.subtitle}>
            Along the deciles: {pair.b} by {pair.a}, {prepared.decilesOf === "matched" ? "matched" : "raw"}
          </h3>
          <ShiftChart
            label={`Ratio of ${name} at each decile; the table below says the same`}
            points={prepared.deciles}
            scale={prepared.decileScale}
          />
          <details className={styles.twin}>
            <summary>As a table</summary>
            <DecileTable prepared={prepared} />
          </details>
        </>
      )}
    </Panel>
  );
}

interface Pair {
  readonly a: string;
  readonly b: string;
}

/** What was asked for, else the fastest tier against the one with the most round trips. */
function choosePair(
  tiers: readonly { readonly tier: string; readonly n: number }[],
  { a, b }: TierQuestion,
): Pair | null {
  const second = b ?? tiers.find(({ tier }) => tier !== a)?.tier;
  const first =
    a ?? tiers.filter(({ tier }) => tier !== second).toSorted((one, other) => other.n - one.n)[0]?.tier;
  return first === undefined || second === undefined || first === second ? null : { a: first, b: second };
}

interface PairFormProps {
  readonly tiers: readonly string[];
  readonly pair: Pair;
  readonly metric: Figure;
  readonly raw: RawParams;
}

const METRIC_CHOICES = Object.fromEntries(FIGURES.map((figure) => [figure, METRICS[figure].name]));

function PairForm({ tiers, pair, metric, raw }: PairFormProps) {
  const kept = [...raw].filter(([name]) => name !== "a" && name !== "b" && name !== "metric");
  const choices = Object.fromEntries([...new Set([...tiers, pair.a, pair.b])].map((tier) => [tier, tier]));
  return (
    <form action="/tiers" method="get" className={formStyles.line}>
      {kept.flatMap(([name, all]) =>
        all.map((value) => <input key={`${name}=${value}`} type="hidden" name={name} value={value} />),
      )}
      <SelectField name="b" label="Is" choices={choices} value={pair.b} />
      <SelectField name="a" label="faster than" choices={choices} value={pair.a} />
      <SelectField name="metric" label="by" choices={METRIC_CHOICES} value={metric} />
      <button type="submit" className={formStyles.button}>
        Compare
      </button>
    </form>
  );
}

interface RatioTableProps {
  readonly prepared: PreparedComparison;
  readonly pair: Pair;
  readonly unit: "ms" | "tokensPerSecond";
}

function RatioTable({ prepared, pair, unit }: RatioTableProps) {
  return (
    <ScrollTable label="Ratios, raw and matched">
      <thead>
        <tr>
          <th scope="col">Quantile</th>
          <th scope="col" className={tableStyles.figure}>
            {pair.a}
          </th>
          <th scope="col" className={tableStyles.figure}>
            {pair.b}
          </th>
          <th scope="col" className={tableStyles.figure}>
            Ratio
          </th>
          <th scope="col" className={styles.ratioColumn}>
            95 %
          </th>
          <th scope="col" className={tableStyles.figure}>
            Visible from
          </th>
        </tr>
      </thead>
      <tbody>
        {prepared.rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.name}, {row.kind}
            </th>
            <td className={tableStyles.figure}>{formatValue(unit, row.ratio.quantiles.a)}</td>
            <td className={tableStyles.figure}>{formatValue(unit, row.ratio.quantiles.b)}</td>
            <td className={tableStyles.figure}>
              <strong>{formatRatio(row.ratio.ratio)}</strong>
            </td>
            <td>
              <RatioBar row={row} onePlace={prepared.onePlace} />
            </td>
            <td className={tableStyles.figure}>
              {row.ratio.smallestDetectableRatio === null
                ? "–"
                : formatRatio(row.ratio.smallestDetectableRatio)}
              <span className={tableStyles.sub}>
                n {formatCount(Math.round(row.ratio.effectiveN.a))} and{" "}
                {formatCount(Math.round(row.ratio.effectiveN.b))}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function DecileTable({ prepared }: { readonly prepared: PreparedComparison }) {
  return (
    <ScrollTable label="Ratio by decile">
      <thead>
        <tr>
          <th scope="col">Faster than</th>
          <th scope="col" className={tableStyles.figure}>
            Ratio
          </th>
          <th scope="col" className={tableStyles.figure}>
            95 %
          </th>
        </tr>
      </thead>
      <tbody>
        {prepared.deciles.map(({ decile, ratio, interval }) => (
          <tr key={decile}>
            <th scope="row">{decile} %</th>
            <td className={tableStyles.figure}>{formatRatio(ratio)}</td>
            <td className={tableStyles.figure}>
              {interval ? `${formatRatio(interval[0])} to ${formatRatio(interval[1])}` : "–"}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
