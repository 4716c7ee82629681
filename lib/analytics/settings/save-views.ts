import { addView, MOST_VIEWS, type SavedView, viewProblem } from "#lib/domain/settings/saved-views.ts";
import { changeSetting } from "#lib/store/settings/change-setting.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { UnsoundSettingError } from "./save-settings.ts";

// Each resolves with whether anything changed, and throws when the database does not answer.

/** Saves a view for everybody. Throws UnsoundSettingError. */
export async function saveView(view: SavedView, database = sharedDatabase()): Promise<boolean> {
  const problem = viewProblem(view);
  if (problem !== null) throw new UnsoundSettingError(problem);
  return await changeSetting(database, "views", ({ views }) => {
    const next = addView(views, view);
    if (next.length > MOST_VIEWS)
      throw new UnsoundSettingError(`There are ${MOST_VIEWS} views already: remove one first`);
    return next;
  });
}

/** Removes the view of this name; nothing when there is none. */
export function removeView(name: string, database = sharedDatabase()): Promise<boolean> {
  return changeSetting(database, "views", ({ views }) => views.filter((view) => view.name !== name));
}
