import { formatIso } from "#lib/analytics/format-time.ts";
import type { BucketHeadroom } from "#lib/analytics/limit-history.ts";
import { roundShare } from "#lib/analytics/round-share.ts";

/** The fields of what was left of a bucket at one moment, in their order in CSV. */
export const HEADROOM_FIELDS = [
  "provider",
  "account",
  "family",
  "windowMinutes",
  "unit",
  "at",
  "headroomFraction",
  "resetsAt",
] as const;

/** How the headroom of a bucket went, as answers carry it: times in ISO 8601, unknown null. */
export function presentHeadroom({ points, ...bucket }: BucketHeadroom) {
  return { ...bucket, points: points.map(presentPoint) };
}

/** The same for CSV, a line for each moment. */
export function headroomCells({
  points,
  provider,
  account,
  family,
  windowMinutes,
  unit,
}: BucketHeadroom): Readonly<Record<(typeof HEADROOM_FIELDS)[number], string | number | null>>[] {
  return points.map((point) => ({
    provider,
    account,
    family,
    windowMinutes,
    unit,
    ...presentPoint(point),
  }));
}

function presentPoint({ atMs, headroomFraction, resetsAtMs }: BucketHeadroom["points"][number]) {
  return {
    at: formatIso(atMs),
    headroomFraction: roundShare(headroomFraction),
    resetsAt: formatIso(resetsAtMs),
  };
}
