import { acceptChange } from "#app/settings/accept-change.ts";
import { savePeople, UnsoundSettingError } from "#lib/analytics/settings/save-settings.ts";
import { PEOPLE_SHOWN } from "#lib/domain/settings/saved-settings.ts";

/** Saves how people are shown. */
export function POST(request: Request): Promise<Response> {
  return acceptChange(request, "people", async (values) => {
    const chosen = PEOPLE_SHOWN.find((one) => one === values("people")[0]);
    if (chosen === undefined) throw new UnsoundSettingError("Choose how people are shown");
    return await savePeople(chosen);
  });
}
