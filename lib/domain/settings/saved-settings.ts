import { RETENTION_DAYS, type RetentionDays } from "../retention.ts";
import { DEFAULT_TIER_RULES, type TierRule } from "../tier.ts";
import type { SavedView } from "./saved-views.ts";
import { NO_NAMES, type ValueNames } from "./value-names.ts";

/**
 * How people are shown: by what clients call them, by a pseudonym that stays the same, or not at all. With pseudonyms,
 * groups under SMALL_GROUP people are not broken down by person.
 */
export const PEOPLE_SHOWN = ["name", "pseudonym", "hidden"] as const;

export type PeopleShown = (typeof PEOPLE_SHOWN)[number];

/** Everything that is set on pages and kept in the database. */
export interface SavedSettings {
  readonly tierRules: readonly TierRule[];
  readonly people: PeopleShown;
  readonly names: ValueNames;
  readonly retentionDays: RetentionDays;
  readonly views: readonly SavedView[];
}

/** What holds while nobody has set anything else. */
export const DEFAULT_SETTINGS: SavedSettings = {
  tierRules: DEFAULT_TIER_RULES,
  people: "name",
  names: NO_NAMES,
  retentionDays: RETENTION_DAYS,
  views: [],
};
