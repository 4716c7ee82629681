import type { Route } from "next";
import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { Panel } from "#app/components/panel.tsx";
import { PhaseBar } from "#app/components/phase-bar.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { turnHref } from "#app/components/turn-href.ts";
import { hrefWith } from "#app/href.ts";
import type { DescribedSession } from "#lib/analytics/describe-session.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { OUTCOME_NAMES } from "#lib/analytics/outcome-names.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { prepareSessionTurns, type SessionTurnLine } from "#lib/analytics/series/prepare-session-turns.ts";
import { PHASES } from "#lib/domain/phase.ts";
import styles from "../sessions.module.css";
import { TierCounts } from "../tier-counts.tsx";

/** So many are read at once; all of a long day would be a page of its own length. */
const MOST_TURNS = 100;

interface TurnTableProps {
  readonly session: DescribedSession;
  /** Number of the first turn that is shown, from 1 on. */
  readonly first: number;
  readonly path: Route;
  readonly answerHref: (format: "json" | "csv") => Route;
}

/** The turns, one below the other, each as long as it took beside the longest of the session. */
export function TurnTable({ session: { turns }, first, path, answerHref }: TurnTableProps) {
  const lines = prepareSessionTurns(turns);
  const shown = lines.slice(first - 1, first - 1 + MOST_TURNS);
  const last = first + shown.length - 1;
  const hrefOf = (number: number): Route =>
    hrefWith(path, new Map(), { first: number <= 1 ? null : String(number) });
  return (
    <Panel
      title={
        shown.length === lines.length
          ? "Turns"
          : `Turns ${formatCount(first)} to ${formatCount(last)} of ${formatCount(lines.length)}`
      }
      note="A bar is as long as its turn took, beside the longest of the session; a pause is from the end of one turn to the start of the next."
      aside={
        <>
          All as <a href={answerHref("json")}>JSON</a> · <a href={answerHref("csv")}>CSV</a>
        </>
      }
    >
      <ScrollTable label="Turns of this session">
        <thead>
          <tr>
            <th scope="col" className={tableStyles.figure}>
              No.
            </th>
            <th scope="col">Started</th>
            <th scope="col" className={tableStyles.figure}>
              Pause before
            </th>
            <th scope="col" className={tableStyles.figure}>
              Duration
            </th>
            <th scope="col">Phases</th>
            <th scope="col" className={tableStyles.figure}>
              Round trips
            </th>
            <th scope="col" className={tableStyles.figure}>
              Tools
            </th>
            <th scope="col">Tiers</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <TurnRow key={line.turn.id} line={line} />
          ))}
        </tbody>
      </ScrollTable>
      {shown.length < lines.length && (
        <nav aria-label="Turn pages" className={styles.pages}>
          {first > 1 && (
            <Link href={hrefOf(first - MOST_TURNS)} prefetch={false} rel="prev">
              Turns before
            </Link>
          )}
          {last < lines.length && (
            <Link href={hrefOf(last + 1)} prefetch={false} rel="next">
              Next {formatCount(Math.min(MOST_TURNS, lines.length - last))}
            </Link>
          )}
        </nav>
      )}
    </Panel>
  );
}

function TurnRow({ line: { turn, number, pauseMs, widthPercent } }: { readonly line: SessionTurnLine }) {
  return (
    <tr>
      <td className={tableStyles.figure}>{formatCount(number)}</td>
      <th scope="row">
        <Link href={turnHref(turn.id)} prefetch={false}>
          <Instant unixMs={turn.startedAtMs} />
        </Link>
      </th>
      <td className={tableStyles.figure}>{pauseMs === null ? UNKNOWN : formatDuration(pauseMs)}</td>
      <td className={tableStyles.figure}>{formatDuration(turn.durationMs)}</td>
      <td className={styles.bar}>
        <div style={{ width: `${widthPercent}%` }}>
          <PhaseBar
            isSlim
            slices={preparePhaseBar(PHASES.map((phase) => ({ phase, ms: turn.phases[phase] })))}
          />
        </div>
      </td>
      <td className={tableStyles.figure}>{formatCount(turn.roundTrips)}</td>
      <td className={tableStyles.figure}>{formatCount(turn.toolCalls)}</td>
      <td>
        <TierCounts tiers={turn.tiers} />
      </td>
      <td className={turn.outcome === "complete" ? undefined : tableStyles.bad}>
        {OUTCOME_NAMES[turn.outcome]}
      </td>
    </tr>
  );
}
