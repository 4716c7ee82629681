import { acceptChange } from "#app/settings/accept-change.ts";
import { removeView, saveView } from "#lib/analytics/settings/save-views.ts";

/** Saves a view under a name, or removes the one of the name that is to be removed. */
export function POST(request: Request): Promise<Response> {
  return acceptChange(request, "views", (values) => {
    const [removed] = values("remove");
    if (removed !== undefined) return removeView(removed);
    return saveView({ name: (values("name")[0] ?? "").trim(), href: values("href")[0] ?? "" });
  });
}
