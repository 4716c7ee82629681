import { formatSpan } from "#lib/analytics/format-span.ts";
import type { ListedTurn } from "#lib/analytics/list-turns.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { preparePhaseBar } from "./prepare-phase-bar.ts";
import { plain, type Sentence, sentence } from "./sentence.ts";

/** Says how long a turn took, of whom, and what most of it was. */
export function sayLongestTurn(turn: ListedTurn): Sentence {
  const { durationMs, longestPhase, phases, client, person, roundTrips } = turn;
  const slice = preparePhaseBar(PHASES.map((phase) => ({ phase, ms: phases[phase] }))).find(
    ({ phase }) => phase === longestPhase,
  );
  const who = plain(person === null ? client : `${person} with ${client}`);
  const trips = plain(`${roundTrips} ${roundTrips === 1 ? "round trip" : "round trips"}`);
  const start = sentence`The longest turn took ${formatSpan(durationMs)} (${who}, ${trips})`;
  return slice
    ? [...start, ...sentence`, ${plain(formatSpan(slice.ms))} of it ${slice.name.toLowerCase()}.`]
    : [...start, ...sentence`.`];
}
