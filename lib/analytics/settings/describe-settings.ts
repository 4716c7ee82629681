import type { SavedSettings } from "#lib/domain/settings/saved-settings.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Everything that is set, and what holds by default where nothing is. */
export function describeSettings(database = sharedDatabase()): Promise<SavedSettings> {
  return findSettings(database);
}
