import { type Presentation, tellPerson } from "./presentation.ts";

/** A view of the dashboard that somebody gave a name, for everybody. */
export interface SavedView {
  readonly name: string;
  /** Path and query of a page of ours. */
  readonly href: string;
}

export const VIEW_NAME_MAX_LENGTH = 60;
export const MOST_VIEWS = 50;
const HREF_MAX_LENGTH = 4_000;

/** Why a view cannot be saved, as a sentence without a full stop; null when it can. */
export function viewProblem({ name, href }: SavedView): string | null {
  if (name === "") return "A view needs a name";
  if (name.length > VIEW_NAME_MAX_LENGTH)
    return `The name of a view has at most ${VIEW_NAME_MAX_LENGTH} characters`;
  if (/\p{Cc}/u.test(name)) return "The name of a view cannot have control characters";
  if (!/^\/(?![/\\])/.test(href)) return "A view is a page of Roundtrip";
  return href.length > HREF_MAX_LENGTH ? "The address of this view is too long" : null;
}

/** The views with another one, last; it takes the place of one of the same name. */
export function addView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view];
}

/**
 * The views that may be told: not those that filter by a person under a name that is not shown now, since the address would
 * tell it.
 */
export function tellViews(presentation: Presentation, views: readonly SavedView[]): readonly SavedView[] {
  if (presentation.people === "name") return views;
  const told = new Set([...presentation.pseudonyms.keys()].map((person) => tellPerson(presentation, person)));
  return views.filter(({ href }) => {
    const params = new URL(href, "http://localhost").searchParams;
    return params.getAll("person").every((person) => person === "" || told.has(person));
  });
}
