import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import type { WaitSummary } from "#lib/analytics/summarise-wait.ts";

/** All turns of the window, divided into phases. */
export async function WaitBreakdown({ wait: answer }: { readonly wait: Promise<WaitSummary> }) {
  const wait = await answer;
  const slices = preparePhaseBar(wait.phases);
  return (
    <Panel
      title="Where the wait goes"
      note="Every moment of every turn belongs to exactly one phase; together they are the turns' whole wall clock."
      aside={`${formatDuration(wait.durationMs)} in n ${formatCount(wait.turns)} turns`}
    >
      {slices.length === 0 ? (
        <PanelEmpty>No turn started in this time.</PanelEmpty>
      ) : (
        <div>
          <PhaseBar slices={slices} />
          <PhaseLegend slices={slices} />
        </div>
      )}
    </Panel>
  );
}
