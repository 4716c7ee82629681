import { acceptChange, type FormValues } from "#app/settings/accept-change.ts";
import { DAYS_PARAMS, KINDS, readDays } from "#app/settings/retention-params.ts";
import { saveRetention } from "#lib/analytics/settings/save-settings.ts";

/** Saves for how many days data is kept. */
export function POST(request: Request): Promise<Response> {
  return acceptChange(request, "retention", (values) => saveRetention(readDays(values, null)), backTo);
}

function backTo(values: FormValues): string {
  const given = KINDS.flatMap((kind) => values(DAYS_PARAMS[kind]).map((days) => [DAYS_PARAMS[kind], days]));
  return `/settings?${new URLSearchParams(given)}`;
}
