import { type SavedView, tellViews } from "#lib/domain/settings/saved-views.ts";
import { findPresentation } from "#lib/store/settings/find-presentation.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Lists the saved views that may be told, in the order in which they were saved. */
export async function listViews(database = sharedDatabase()): Promise<readonly SavedView[]> {
  const settings = await findSettings(database);
  return tellViews(await findPresentation(database, settings), settings.views);
}
