import type { ReactNode } from "react";
import tableStyles from "#app/components/data-table.module.css";
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
  /** The way to more about them. */
  readonly more: ReactNode;
}

/** The tiers by their medians, with the first token as a chart. */
export async function TierGlance({ tiers: answer, more }: TierGlanceProps) {
  const tiers = await answer;
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
      <ScrollTable label="Tiers at a glance">
        <thead>
          <tr>
            <th scope="col">Median</th>
            <th scope="col" className={tableStyles.figure}>
              TTFT
            </th>
            <th scope="col" className={tableStyles.figure}>
              Decode rate
            </th>
            <th scope="col" className={tableStyles.figure}>
              E2E
            </th>
            <th scope="col" className={tableStyles.figure}>
              Per turn
            </th>
          </tr>
        </thead>
        <tbody>
          {tiers.map((tier) => (
            <tr key={tier.tier}>
              <th scope="row">
                <TierMark tier={tier.tier} />
              </th>
              <Cell text={formatDuration(tier.ttftMs.p50)} n={tier.ttftMs.n} />
              <Cell text={formatRate(tier.decodeTokensPerSecond.p50)} n={tier.decodeTokensPerSecond.n} />
              <Cell text={formatDuration(tier.e2eMs.p50)} n={tier.e2eMs.n} />
              <Cell text={formatFigure(tier.roundTripsPerTurn)} n={tier.completeTurns} />
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </Panel>
  );
}

function Cell({ text, n }: { readonly text: string; readonly n: number | null }) {
  return (
    <td className={tableStyles.figure}>
      {text}
      <span className={tableStyles.sub}>n {formatCount(n)}</span>
    </td>
  );
}
