import { AnswerLinks } from "#app/components/answer-links.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { SureCell } from "#app/components/sure-cell.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { formatRatio } from "#lib/analytics/series/prepare-comparison.ts";
import { MODEL_DIMENSIONS, type SwitchCost, switchTiers } from "#lib/analytics/switch-tiers.ts";

/** Whether a filter asks for a model, or for what a model decides. */
function isByModel({ filters }: Question): boolean {
  return MODEL_DIMENSIONS.some((dimension) => (filters[dimension]?.length ?? 0) > 0);
}

/** How often work is handed from tier to tier, and what each hand-over costs. */
export async function TierSwitches({ question, raw }: Asked<Question>) {
  const { switches, sessionShare } = await switchTiers(question);
  return (
    <Panel
      title="Switching between tiers"
      note={`A hand-over: a round trip of another tier than the one before it in the same session. Beside it, round trips of the same tier that stayed in theirs. What a hand-over costs is the later first token and the input that no cache spares.${
        isByModel(question) ? " Filters by tier and model do not hold here: a hand-over has two of them." : ""
      }${
        sessionShare < 1 ? ` Read were ${formatShare(sessionShare)} of all sessions, drawn at random.` : ""
      }`}
      aside={
        <AnswerLinks
          path="/api/v1/tier-switches"
          raw={raw}
          window={question.window}
          params={QUESTION_PARAMS}
        />
      }
    >
      {switches.length === 0 ? (
        <PanelEmpty>No session of this time went from one tier to another.</PanelEmpty>
      ) : (
        <ScrollTable label="Hand-overs between tiers">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className={tableStyles.figure}>
                Hand-overs
              </th>
              <th scope="col" className={tableStyles.figure}>
                TTFT after one
              </th>
              <th scope="col" className={tableStyles.figure}>
                TTFT without
              </th>
              <th scope="col" className={tableStyles.figure}>
                Ratio
              </th>
              <th scope="col" className={tableStyles.figure}>
                Uncached input after one
              </th>
              <th scope="col" className={tableStyles.figure}>
                Uncached input without
              </th>
            </tr>
          </thead>
          <tbody>
            {switches.map((one) => (
              <SwitchRow key={`${one.from} ${one.to}`} switched={one} />
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}

function SwitchRow({
  switched: { from, to, switched, stayed, ttftRatio },
}: {
  readonly switched: SwitchCost;
}) {
  return (
    <tr>
      <th scope="row">
        <TierMark tier={from} />
      </th>
      <td>
        <TierMark tier={to} />
      </td>
      <td className={tableStyles.figure}>
        {formatCount(switched.n)}
        <span className={tableStyles.sub}>
          {formatCount(switched.sessions)} {switched.sessions === 1 ? "session" : "sessions"}
        </span>
      </td>
      <SureCell quantiles={switched.ttftMs} format={formatDuration} />
      <SureCell quantiles={stayed.ttftMs} format={formatDuration} />
      <td className={tableStyles.figure}>
        {ttftRatio === null ? "–" : formatRatio(ttftRatio.ratio)}
        {ttftRatio !== null && (
          <span className={tableStyles.sub}>
            {formatRatio(ttftRatio.from)} to {ttftRatio.to === null ? "any" : formatRatio(ttftRatio.to)}
          </span>
        )}
      </td>
      <SureCell quantiles={switched.uncachedInputTokens} format={formatTokens} />
      <SureCell quantiles={stayed.uncachedInputTokens} format={formatTokens} />
    </tr>
  );
}

function formatTokens(value: number | null): string {
  return formatCount(value === null ? null : Math.round(value));
}
