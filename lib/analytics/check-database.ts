import { findDataExtent } from "#lib/store/find-meta.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";

/** Whether the database answers and has our tables. */
export async function checkDatabase(): Promise<boolean> {
  try {
    await findDataExtent(sharedDatabase());
    return true;
  } catch {
    return false;
  }
}
