import { Fragment } from "react";
import { answerHref } from "#app/answer-href.ts";
import tableStyles from "#app/components/data-table.module.css";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { SCENARIO_PARAMS, TURN_PARAMS } from "#app/what-if-params.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { PHASE_TEXTS, preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { prepareWhatIf, sayRefusal } from "#lib/analytics/series/prepare-what-if.ts";
import { type WhatIfQuestion, whatIf } from "#lib/analytics/what-if.ts";
import { PHASES } from "#lib/domain/phase.ts";
import type { WhatIfResult } from "#lib/domain/what-if/what-if-answer.ts";
import styles from "./what-if.module.css";

interface WhatIfResultPanelsProps {
  readonly question: WhatIfQuestion;
  readonly raw: RawParams;
}

/** What the model says, what it stands on, and what has to hold for it. */
export async function WhatIfResultPanels({ question, raw }: WhatIfResultPanelsProps) {
  const { result, refusal, support, assumptions, completeTurns } = await whatIf(question);
  const href = answerHref("/api/v1/what-if", raw, question.window, null, [
    ...TURN_PARAMS,
    ...SCENARIO_PARAMS,
  ]);
  return (
    <>
      <Panel
        title="What the model says"
        note={`${formatCount(support.turns)} of ${formatCount(completeTurns)} complete turns replayed, ${formatCount(support.replaced)} of their ${formatCount(support.roundTrips)} round trips with the times of ${formatCount(support.donors)} others.`}
        aside={<a href={href}>JSON</a>}
      >
        {result ? <Result result={result} /> : <PanelEmpty>{refusal && sayRefusal(refusal)}</PanelEmpty>}
      </Panel>
      {result && <Phases result={result} />}
      <Panel title="What has to hold for this">
        <ul className={styles.assumptions}>
          {assumptions.map(({ code, sentence }) => (
            <li key={code}>{sentence}</li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

function Result({ result }: { readonly result: WhatIfResult }) {
  const { sentence, rows, limit } = prepareWhatIf(result);
  return (
    <>
      <p className={styles.sentence}>{sentence}</p>
      <ScrollTable label="Recorded and modelled times of turns">
        <thead>
          <tr>
            <th scope="col">A turn</th>
            <th scope="col" className={tableStyles.figure}>
              Recorded
            </th>
            <th scope="col" className={tableStyles.figure}>
              Modelled
            </th>
            <th scope="col" className={tableStyles.figure}>
              95 % interval
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, recorded, modelled, interval }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={tableStyles.figure}>{recorded}</td>
              <td className={tableStyles.figure}>
                <strong>{modelled}</strong>
              </td>
              <td className={tableStyles.figure}>{interval}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <p className={styles.limit}>{limit}</p>
    </>
  );
}

function Phases({ result: { phases, bottleneck } }: { readonly result: WhatIfResult }) {
  const slices = (durations: typeof phases.before) =>
    preparePhaseBar(PHASES.map((phase) => ({ phase, ms: durations[phase] })));
  const longest = Math.max(sumOf(phases.before), sumOf(phases.after));
  return (
    <Panel
      title="The bottleneck that takes over"
      note={`${PHASE_TEXTS[bottleneck.before].name} was the largest part of the wait (${formatShare(bottleneck.beforeShare)}); ${
        bottleneck.after === bottleneck.before
          ? "it still would be"
          : `${PHASE_TEXTS[bottleneck.after].name} would be`
      } (${formatShare(bottleneck.afterShare.value)}, ${formatShare(bottleneck.afterShare.from)} to ${formatShare(bottleneck.afterShare.to)}).`}
    >
      <dl className={styles.bars}>
        {(
          [
            ["Recorded", phases.before],
            ["Modelled", phases.after],
          ] as const
        ).map(([name, durations]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>
              <div style={{ width: `${(100 * sumOf(durations)) / longest}%` }}>
                <PhaseBar slices={slices(durations)} />
              </div>
            </dd>
          </Fragment>
        ))}
      </dl>
      <h3>Modelled, {formatDuration(sumOf(phases.after))} in all</h3>
      <PhaseLegend slices={slices(phases.after)} />
    </Panel>
  );
}

function sumOf(durations: WhatIfResult["phases"]["before"]): number {
  return PHASES.reduce((sum, phase) => sum + durations[phase], 0);
}
