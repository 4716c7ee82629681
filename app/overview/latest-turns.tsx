import Link from "next/link";
import type { ReactNode } from "react";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel, PanelEmpty } from "#app/components/panel.tsx";
import { PhaseBar } from "#app/components/phase-bar.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { turnHref } from "#app/components/turn-href.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { listTurns } from "#lib/analytics/list-turns.ts";
import { OUTCOME_NAMES } from "#lib/analytics/outcome-names.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { PHASES } from "#lib/domain/phase.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import styles from "./overview.module.css";

const MOST_TURNS = 8;

/** The last turns of the window, each with its phases. */
export async function LatestTurns({
  window,
  more,
}: {
  readonly window: TimeWindow;
  readonly more: ReactNode;
}) {
  const { turns } = await listTurns({
    ...{ window, filters: {}, order: "startedAt", after: null, limit: MOST_TURNS },
  });
  return (
    <Panel title="Latest turns" aside={more}>
      {turns.length === 0 ? (
        <PanelEmpty>No turn started in this time.</PanelEmpty>
      ) : (
        <ScrollTable label="The latest turns">
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">Client</th>
              <th scope="col">Person</th>
              <th scope="col" className={tableStyles.figure}>
                Round trips
              </th>
              <th scope="col" className={tableStyles.figure}>
                Duration
              </th>
              <th scope="col">Phases</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {turns.map((turn) => (
              <tr key={turn.id}>
                <th scope="row">
                  <Link href={turnHref(turn.id)} prefetch={false}>
                    <Instant unixMs={turn.startedAtMs} />
                  </Link>
                </th>
                <td>{turn.client}</td>
                <td>{turn.person ?? UNKNOWN}</td>
                <td className={tableStyles.figure}>{turn.roundTrips}</td>
                <td className={tableStyles.figure}>{formatDuration(turn.durationMs)}</td>
                <td className={styles.phases}>
                  <PhaseBar
                    isSlim
                    slices={preparePhaseBar(PHASES.map((phase) => ({ phase, ms: turn.phases[phase] })))}
                  />
                </td>
                <td className={turn.outcome === "complete" ? undefined : tableStyles.bad}>
                  {OUTCOME_NAMES[turn.outcome]}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </Panel>
  );
}
