import Link from "next/link";
import { comparedWindow } from "#app/compared-window.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import tableStyles from "#app/components/data-table.module.css";
import { EarlierLine, tellEarlier } from "#app/components/earlier-line.tsx";
import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Panel } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { UNKNOWN_VALUE } from "#app/search-params.ts";
import { TURN_PARAMS } from "#app/turn-params.ts";
import { formatDuration } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { type ValueWait, waitByDimension } from "#lib/analytics/wait-by-dimension.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { ByChoice } from "./by-choice.tsx";
import type { TeamBy, TeamQuestion } from "./read-team-question.ts";
import styles from "./team.module.css";

/** Of each person, team, client or repository how long turns took and what of. */
export async function WaitOfPeople({ question, raw, lastMs }: Asked<TeamQuestion>) {
  const { by } = question;
  const window = comparedWindow(raw, question.window);
  const waits = await waitByDimension(question);
  const before = window && (await waitByDimension({ ...question, window, wanted: valuesOf(waits) }));
  if (waits.length === 0) {
    const hasFilters = Object.keys(question.filters).length > 0;
    return <NothingMatches path="/team" raw={raw} hasFilters={hasFilters} lastMs={lastMs} />;
  }
  const phases = PHASES.map((phase) => ({
    phase,
    ms: waits.reduce((sum, wait) => sum + (wait.phases.find((one) => one.phase === phase)?.ms ?? 0), 0),
  }));
  return (
    <Panel
      title="Where their time went"
      note="The wall clock of turns, from a person's prompt to the end of the answer, by what it was spent on."
      aside={
        <AnswerLinks
          path="/api/v1/phases"
          raw={raw}
          window={question.window}
          params={TURN_PARAMS}
          also={{ by }}
        />
      }
    >
      <ByChoice by={by} raw={raw} />
      <ScrollTable label="Turns and their phases">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col" className={tableStyles.figure}>
              Turns
            </th>
            <th scope="col" className={tableStyles.figure}>
              Turn
              <span className={tableStyles.sub}>p50 · p95</span>
            </th>
            <th scope="col" className={tableStyles.figure}>
              In all
            </th>
            <th scope="col">Phases</th>
          </tr>
        </thead>
        <tbody>
          {waits.map((wait) => {
            const earlier = tellEarlier(wait, wait.others > 0 ? null : before, keyOf);
            return (
              <tr key={keyOf(wait)}>
                <th scope="row">
                  <Who {...wait} by={by} raw={raw} />
                </th>
                <td className={tableStyles.figure}>
                  {formatCount(wait.n)}
                  <EarlierLine text={earlier(({ n }) => formatCount(n))} />
                </td>
                <td className={tableStyles.figure}>
                  <strong>{formatDuration(wait.durationMs.p50)}</strong>
                  <span className={tableStyles.sub}>
                    {formatDuration(wait.durationMs.p95)} · n {formatCount(wait.durationMs.n)}
                  </span>
                  <EarlierLine text={earlier(({ durationMs }) => formatDuration(durationMs.p50))} />
                </td>
                <td className={tableStyles.figure}>
                  {formatDuration(wait.totalMs)}
                  <EarlierLine text={earlier(({ totalMs }) => formatDuration(totalMs))} />
                </td>
                <td className={styles.phases}>
                  <PhaseBar slices={preparePhaseBar(wait.phases)} isSlim />
                  <span className="visually-hidden">
                    {preparePhaseBar(wait.phases)
                      .map(({ name, ms }) => `${name} ${formatDuration(ms)}`)
                      .join(", ")}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </ScrollTable>
      <PhaseLegend slices={preparePhaseBar(phases)} />
    </Panel>
  );
}

interface WhoProps {
  readonly value: string | null;
  readonly name: string | null;
  readonly others: number;
  readonly by: TeamBy;
  readonly raw: RawParams;
}

/** A name that leads to its round trips. */
export function Who({ value, name, others, by, raw }: WhoProps) {
  if (others > 0) return <>{sayOthers(others, by)}</>;
  return (
    <Link href={hrefWith("/round-trips", raw, { by: null, [by]: value ?? UNKNOWN_VALUE })} prefetch={false}>
      {name ?? "– unknown"}
    </Link>
  );
}

function sayOthers(others: number, by: TeamBy): string {
  if (by !== "person") return `${formatCount(others)} others`;
  return others === 1 ? "One person, not named" : `${formatCount(others)} people, not told apart`;
}

/** Values that are told apart, to find them again in another period. */
export function valuesOf(rows: readonly Pick<ValueWait, "value" | "others">[]): readonly (string | null)[] {
  return rows.filter(({ others }) => others === 0).map(({ value }) => value);
}

/** What tells rows of values apart. */
export function keyOf({ value, others }: Pick<ValueWait, "value" | "others">): string {
  return `${others}/${value}`;
}
