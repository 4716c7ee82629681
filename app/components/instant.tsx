import { pageTimeZone } from "#app/time-zone.ts";
import { formatInstant, formatIso } from "#lib/analytics/format-time.ts";

/** An instant, readable by people and by machines. */
export async function Instant({ unixMs }: { readonly unixMs: number }) {
  const iso = formatIso(unixMs) ?? "";
  return (
    <time dateTime={iso} title={iso}>
      {formatInstant(unixMs, await pageTimeZone())}
    </time>
  );
}
