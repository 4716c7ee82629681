import type { ReactNode } from "react";
import tableStyles from "#app/components/data-table.module.css";
import { EarlierLine, tellEarlier } from "#app/components/earlier-line.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { TierBars } from "#app/components/tier-bars.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import type { TierSummary } from "#lib/analytics/compare-tiers.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatFigure, formatRate } from "#lib/analytics/format-number.ts";
import { prepareTierBars } from "#lib/analytics/series/prepare-tier-bars.ts";

interface TierGlanceProps {
  readonly tiers: Promise<readonly TierSummary[]>;
  /** Of the period before; null when it is not shown. */
  readonly before: Promise<readonly TierSummary[]> | null;
  /** The way to more about them. */
  readonly more: ReactNode;
}

interface Column {
  readonly name: string;
  readonly text: (tier: TierSummary) => string;
  readonly n: (tier: TierSummary) => number | null;
}

const COLUMNS: readonly Column[] = [
  { name: "TTFT", text: ({ ttftMs }) => formatDuration(ttftMs.p50), n: ({ ttftMs }) => ttftMs.n },
  {
    name: "Decode rate",
    text: ({ decodeTokensPerSecond }) => formatRate(decodeTokensPerSecond.p50),
    n: ({ decodeTokensPerSecond }) => decodeTokensPerSecond.n,
  },
  { name: "E2E", text: ({ e2eMs }) => formatDuration(e2eMs.p50), n: ({ e2eMs }) => e2eMs.n },
  {
    name: "Per turn",
    text: ({ roundTripsPerTurn }) => formatFigure(roundTripsPerTurn),
    n: ({ completeTurns }) => completeTurns,
  },
];

/** The tiers by their medians, with the first token as a chart. */
export async function TierGlance({ tiers: answer, before, more }: TierGlanceProps) {
  const [tiers, earlier] = await Promise.all([answer, before]);
  if (tiers.length === 0) {
    return (
      <Panel title="Tiers at a glance">
        <PanelEmpty>No round trip to compare.</PanelEmpty>
      </Panel>
    );
  }
  return (
    <Panel title="Tiers at a glance" note="TTFT: solid to the median, pale on to p95." aside={more}>
      <TierBars bars={prepareTierBars(tiers, "ttftMs")} />
      <ScrollTable label="Medians by tier">
        <thead>
          <tr>
            <th scope="col">Median</th>
            {COLUMNS.map(({ name }) => (
              <th key={name} scope="col" className={tableStyles.figure}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier) => {
            const before = tellEarlier(tier, earlier, (one) => one.tier);
            return (
              <tr key={tier.tier}>
                <th scope="row">
                  <TierMark tier={tier.tier} />
                </th>
                {COLUMNS.map(({ name, text, n }) => (
                  <Cell key={name} text={text(tier)} n={n(tier)} before={before(text)} />
                ))}
              </tr>
            );
          })}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

interface CellProps {
  readonly text: string;
  readonly n: number | null;
  readonly before: string | null;
}

function Cell({ text, n, before }: CellProps) {
  return (
    <td className={tableStyles.figure}>
      {text}
      <EarlierLine text={before} />
      <span className={tableStyles.sub}>n {formatCount(n)}</span>
    </td>
  );
}
