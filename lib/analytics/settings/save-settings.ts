import {
  type KindOfData,
  RETENTION_MAX_DAYS,
  type RetentionDays,
  soundRetention,
} from "#lib/domain/retention.ts";
import { checkTierRules } from "#lib/domain/settings/check-tier-rules.ts";
import type { PeopleShown } from "#lib/domain/settings/saved-settings.ts";
import { type NamedDimension, renameValues, valueNameProblem } from "#lib/domain/settings/value-names.ts";
import type { TierRule } from "#lib/domain/tier.ts";
import { changeSetting } from "#lib/store/settings/change-setting.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { KIND_NAMES } from "../kind-names.ts";

/** What was to be set cannot be; the message says why, as a sentence without a full stop. */
export class UnsoundSettingError extends Error {
  override readonly name = "UnsoundSettingError";
}

// Each resolves with whether anything changed, and throws UnsoundSettingError, or when the database does not answer.

/** Sets the tier rules; every answer from then on uses them, whatever time it is about. */
export async function saveTierRules(
  rules: readonly TierRule[],
  database = sharedDatabase(),
): Promise<boolean> {
  const [problem] = checkTierRules(rules);
  if (problem) throw new UnsoundSettingError(`Rule ${problem.at + 1}: ${problem.problem}`);
  return await changeSetting(database, "tierRules", () => rules);
}

/** Sets how people are shown. */
export async function savePeople(people: PeopleShown, database = sharedDatabase()): Promise<boolean> {
  return await changeSetting(database, "people", () => people);
}

/** Sets the names of some values; an empty one takes a name away. People are named only where they are shown by name. */
export async function saveNames(
  dimension: NamedDimension,
  changes: ReadonlyMap<string, string>,
  database = sharedDatabase(),
): Promise<boolean> {
  for (const [value, name] of changes) {
    const problem = valueNameProblem(name.trim());
    if (problem !== null) throw new UnsoundSettingError(`The name of ${value.slice(0, 60)}: ${problem}`);
  }
  return await changeSetting(database, "names", ({ names, people }) => {
    if (dimension === "person" && people !== "name")
      throw new UnsoundSettingError("People are not shown by name, so they cannot be given one");
    return renameValues(names, dimension, changes);
  });
}

/** Sets for how many days each kind of data is kept. */
export async function saveRetention(days: RetentionDays, database = sharedDatabase()): Promise<boolean> {
  for (const [kind, given] of Object.entries(days) as [KindOfData, number][]) {
    if (!Number.isInteger(given) || given < 1 || given > RETENTION_MAX_DAYS)
      throw new UnsoundSettingError(
        `${KIND_NAMES[kind]} are kept for a whole number of days from 1 to ${RETENTION_MAX_DAYS}`,
      );
  }
  return await changeSetting(database, "retentionDays", () => soundRetention(days));
}
