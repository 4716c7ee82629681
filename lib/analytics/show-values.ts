import type { Presentation } from "#lib/domain/settings/presentation.ts";
import { findPresentation } from "#lib/store/settings/find-presentation.ts";
import { findSettings } from "#lib/store/settings/find-settings.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** How values are shown by the settings of now. */
export async function showValues(database = sharedDatabase()): Promise<Presentation> {
  return await findPresentation(database, await findSettings(database));
}
