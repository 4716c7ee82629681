import type { RoundTripFilters, RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import { storedFilters } from "#lib/domain/settings/presentation.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { answerWhatIf } from "#lib/domain/what-if/answer-what-if.ts";
import type { DonorRoundTrip, RecordedTurn } from "#lib/domain/what-if/recorded-turn.ts";
import type { WhatIfAnswer } from "#lib/domain/what-if/what-if-answer.ts";
import type { WhatIfScenario } from "#lib/domain/what-if/what-if-scenario.ts";
import type { Database } from "#lib/store/database.ts";
import { findDonors } from "#lib/store/find-donors.ts";
import { findRecordedTurns } from "#lib/store/find-recorded-turns.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { findTurnFigures } from "#lib/store/rollups/find-turn-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { TimedRoundTripRow } from "#lib/store/timed-round-trip-row.ts";
import type { ClassifiedVariants } from "./classified-variants.ts";
import { withVariants } from "./classify-variants.ts";
import { selectRoundTrips } from "./select-round-trips.ts";

/** What to change, and in which turns: only what turns have themselves narrows them. */
export interface WhatIfQuestion extends RoundTripQuestion {
  readonly window: TimeWindow;
  readonly scenario: WhatIfScenario;
}

/** A model's answer, and how many complete turns there are of which it replayed some. */
export interface WhatIfTold extends WhatIfAnswer {
  readonly completeTurns: number;
}

/** So many are replayed, and so many round trips lend their times, at most: whole sessions, drawn at random. */
const MOST_TURNS = 1_500;
const MOST_DONORS = 4_000;

/** Answers what turns would have taken, had their round trips gone another way: a model, with what it assumes. */
export async function whatIf(
  { window, filters, scenario }: WhatIfQuestion,
  database = sharedDatabase(),
): Promise<WhatIfTold> {
  return await withVariants(database, async (variants) => {
    const stored = storedFilters(variants.presentation, filters);
    const completeTurns = await countTurns(database, window, stored);
    const [recorded, donors] = await Promise.all([
      findRecordedTurns(database, window, stored, Math.min(1, MOST_TURNS / Math.max(1, completeTurns))),
      listDonors(database, window, scenario, variants),
    ]);
    const tripsOf = Map.groupBy(recorded.roundTrips, ({ turnId }) => turnId);
    const stretchesOf = Map.groupBy(recorded.stretches, ({ turnId }) => turnId);
    const turns = recorded.turns.map(
      (turn): RecordedTurn => ({
        ...turn,
        roundTrips: (tripsOf.get(turn.id) ?? []).map((row) => withTier(row, variants)),
        tools: stretchesOf.get(turn.id) ?? [],
      }),
    );
    return { ...answerWhatIf(scenario, turns, donors), completeTurns };
  });
}

async function countTurns(
  database: Database,
  window: TimeWindow,
  filters: RoundTripFilters,
): Promise<number> {
  const [all] = await findTurnFigures(database, {
    window,
    filters,
    by: [],
    groupOf: () => "all",
    intervalMs: null,
    durations: false,
  });
  return all?.sums.counts.complete ?? 0;
}

/** Donors come from everybody's work: whoever asks for a team wants to know what the tier does, not what the team does with it. */
async function listDonors(
  database: Database,
  window: TimeWindow,
  { changes }: WhatIfScenario,
  variants: ClassifiedVariants,
): Promise<readonly DonorRoundTrip[]> {
  const filters: RoundTripFilters = Object.assign(
    {},
    ...changes.map((change) => {
      if (change.kind === "tier") return { tier: [change.to] };
      return change.kind === "transport" ? { transport: [change.to] } : {};
    }),
  );
  if (Object.keys(filters).length === 0) return [];
  const selection = selectRoundTrips({ window, filters }, variants);
  const [all] = await findFigures(database, {
    selection,
    figures: [],
    by: [],
    groupOf: () => "all",
    intervalMs: null,
  });
  const share = Math.min(1, MOST_DONORS / Math.max(1, all?.sums.counts.complete ?? 0));
  const rows = await findDonors(database, selection, share);
  return rows.map((row) => withTier(row, variants));
}

function withTier(row: TimedRoundTripRow, variants: ClassifiedVariants) {
  return { ...row, tier: variants.of(row.variantId).tier };
}
