import { formatIso } from "#lib/analytics/format-time.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";

/** A window as answers carry it. */
export function presentWindow({ fromMs, toMs }: TimeWindow): { from: string | null; to: string | null } {
  return { from: formatIso(fromMs), to: formatIso(toMs) };
}
