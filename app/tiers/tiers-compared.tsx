import Link from "next/link";
import { TierBarChart } from "#app/charts/tier-bar-chart.tsx";
import { comparedWindow } from "#app/compared-window.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Panel } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { TierTable } from "#app/components/tier-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { compareMetricTiers } from "#lib/analytics/compare-metric-tiers.ts";
import { compareTiers, type TierSummary } from "#lib/analytics/compare-tiers.ts";
import { type DimensionValue, listDimensionValues } from "#lib/analytics/describe-meta.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { prepareRoundTripBars, prepareTierBars } from "#lib/analytics/series/prepare-tier-bars.ts";
import styles from "./tiers.module.css";

const METRICS = [
  {
    metric: "ttftMs",
    title: "TTFT",
    unit: "ms",
    note: "Request start to the first token, reasoning included. What makes a tool feel quick.",
  },
  {
    metric: "ttfoMs",
    title: "TTFO",
    unit: "ms",
    note: "Request start to the first visible text or tool call. TTFO less TTFT is thinking time.",
  },
  {
    metric: "decodeTokensPerSecond",
    title: "Decode rate",
    unit: "tokensPerSecond",
    note: "Tokens after the first, per second of decoding. Longer is faster; the pale part is the fastest half.",
  },
  {
    metric: "e2eMs",
    title: "E2E",
    unit: "ms",
    note: "Request start to the end of the response, with all attempts and waiting between them. Grows with the output.",
  },
] as const;

/** The tiers of the window side by side, figure by figure. */
export async function TiersCompared({ question, raw, lastMs }: Asked<Question>) {
  const before = comparedWindow(raw, question.window);
  const [tiers, earlier, fromMetrics, values] = await Promise.all([
    compareTiers(question),
    before && compareTiers({ ...question, window: before }),
    compareMetricTiers(question),
    listDimensionValues(question, ["basis"]),
  ]);
  if (tiers.length === 0 && fromMetrics.length === 0) {
    const hasFilters = Object.keys(question.filters).length > 0;
    return <NothingMatches path="/tiers" raw={raw} hasFilters={hasFilters} lastMs={lastMs} />;
  }
  const aside = (
    <AnswerLinks path="/api/v1/tiers" raw={raw} window={question.window} params={QUESTION_PARAMS} />
  );
  return (
    <>
      {tiers.length > 0 && (
        <>
          <TierCharts tiers={tiers} />
          <Panel
            title="Figure by figure"
            note="Latencies and rates are of complete round trips only; failed ones are counted apart."
            aside={aside}
          >
            <BasisNote raw={raw} bases={values.basis ?? []} />
            <TierTable tiers={tiers} before={earlier} />
          </Panel>
        </>
      )}
      {fromMetrics.length > 0 && (
        <Panel
          title="From metrics alone, low resolution"
          note="Clients and models that sent no round trip, only histograms. Quantiles are interpolated between the bounds of buckets; below each median is the range in which the true one lies."
          aside={tiers.length === 0 && aside}
        >
          <TierTable tiers={fromMetrics} label="Tiers from metrics alone, figure by figure" />
        </Panel>
      )}
    </>
  );
}

function TierCharts({ tiers }: { readonly tiers: readonly TierSummary[] }) {
  return (
    <div className={styles.charts}>
      {METRICS.map(({ metric, title, unit, note }) => (
        <Panel key={metric} title={title} note={note}>
          <TierBarChart
            label={`${title} by tier; the table below says the same`}
            bars={prepareTierBars(tiers, metric)}
            unit={unit}
          />
        </Panel>
      ))}
      <Panel
        title="Round trips per turn"
        note="Mean over complete turns that used the tier, of the round trips of that tier in them."
      >
        <TierBarChart
          label="Round trips per turn by tier; the table below says the same"
          bars={prepareRoundTripBars(tiers)}
          unit="count"
        />
      </Panel>
      <HowToRead />
    </div>
  );
}

interface BasisNoteProps {
  readonly raw: RawParams;
  readonly bases: readonly DimensionValue[];
}

/** Figures of different basis are in one table, so it says so, and leads to each of them alone. */
function BasisNote({ raw, bases }: BasisNoteProps) {
  return (
    <p className={styles.basis}>
      Measured by{" "}
      {bases.map(({ value, n }, index) => (
        <span key={value}>
          {index > 0 && ", "}
          <Link href={hrefWith("/tiers", raw, { basis: value })} prefetch={false}>
            {value}
          </Link>{" "}
          (n {formatCount(n)})
        </span>
      ))}
      {bases.length > 1 && ". Select one to compare only what was measured alike"}.
    </p>
  );
}

function HowToRead() {
  return (
    <Panel title="How to read">
      <ul className={styles.reading}>
        <li>Bars are solid to the median (half are below) and pale on to p95 (one in twenty is beyond).</li>
        <li>
          n is the number of round trips behind a figure. p95 needs 72 and p99 needs 368 of them; below that
          nobody can say where they lie, so a dash stands there.
        </li>
        <li>
          Tiers do different work: a longer E2E may only mean longer answers. Compare TTFT and rate first.
        </li>
      </ul>
    </Panel>
  );
}
