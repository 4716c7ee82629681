import { AnswerLinks } from "#app/components/answer-links.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { TIME_PARAMS } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import type { WaitSummary } from "#lib/analytics/summarise-wait.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import styles from "./overview.module.css";

interface WaitBreakdownProps {
  readonly window: TimeWindow;
  readonly raw: RawParams;
  readonly wait: Promise<WaitSummary>;
  /** Of the period before; null when it is not shown. */
  readonly before: Promise<WaitSummary> | null;
}

/** All turns of the window, divided into phases. */
export async function WaitBreakdown({ wait: answer, before: earlier, window, raw }: WaitBreakdownProps) {
  const [wait, before] = await Promise.all([answer, earlier]);
  const slicesBefore = before && preparePhaseBar(before.phases);
  const slices = preparePhaseBar(wait.phases);
  return (
    <Panel
      title="Where the wait goes"
      note="Every moment of every turn belongs to exactly one phase; together they are the turns' whole wall clock."
      aside={
        <>
          {formatDuration(wait.durationMs)} in {formatCount(wait.turns)} turns ·{" "}
          <AnswerLinks
            path="/api/v1/phases"
            raw={raw}
            window={window}
            params={TIME_PARAMS}
            also={{ by: "all" }}
          />
        </>
      }
    >
      {slices.length === 0 ? (
        <PanelEmpty>No turn started in this time.</PanelEmpty>
      ) : (
        <div>
          <PhaseBar slices={slices} />
          {before && slicesBefore && (
            <figure className={styles.before}>
              <PhaseBar slices={slicesBefore} isSlim />
              <figcaption>
                The period before: {formatDuration(before.durationMs)} in {formatCount(before.turns)} turns;{" "}
                {slicesBefore
                  .map(({ name, share }) => `${name.toLowerCase()} ${formatShare(share)}`)
                  .join(", ")}
                .
              </figcaption>
            </figure>
          )}
          <PhaseLegend slices={slices} />
        </div>
      )}
    </Panel>
  );
}
