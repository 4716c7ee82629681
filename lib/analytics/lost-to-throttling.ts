import { foldsPeople } from "#lib/domain/settings/presentation.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findRefusedCallers } from "#lib/store/find-refused-callers.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import type { ThrottleList } from "./list-throttles.ts";
import { presentCaller } from "./present-caller.ts";
import { showValues } from "./show-values.ts";
import { sumThrottles, type ThrottleSum } from "./sum-throttles.ts";

/** What throttling cost whom. */
export interface LostTime {
  /** Who lost most first; null for unknown, or not told apart. */
  readonly people: readonly Pick<ThrottleSum, "value" | "attemptsWasted" | "lostMs">[];
  /** Whether more was lost than could be counted. */
  readonly isCut: boolean;
}

/** Answers what throttling in a window cost whom. */
export async function lostToThrottling(window: TimeWindow, database = sharedDatabase()): Promise<LostTime> {
  const presentation = await showValues(database);
  const callers = await findRefusedCallers(database, window);
  const count = new Set(callers.flatMap(({ person }) => person ?? [])).size;
  const isFolded = foldsPeople(presentation, count, {});
  const told = callers.map(({ attempts, lostMs, ...caller }) => ({
    person: isFolded ? null : presentCaller(caller, presentation).person,
    attempts,
    lostMs,
  }));
  const people = [...Map.groupBy(told, ({ person }) => person)].map(([value, own]) => ({
    value,
    attemptsWasted: own.reduce((total, { attempts }) => total + attempts, 0),
    lostMs: own.reduce((total, { lostMs }) => total + lostMs, 0),
  }));
  return {
    people: people.toSorted((a, b) => b.lostMs - a.lostMs || (a.value ?? "").localeCompare(b.value ?? "")),
    isCut: false,
  };
}

/** What throttles that are already known cost whom. */
export function lostTimeOf({ throttles, isCut }: ThrottleList): LostTime {
  return { people: sumThrottles(throttles, "person"), isCut };
}
