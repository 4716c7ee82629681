import { bucketKey } from "#lib/domain/limits/bucket.ts";
import type { WeekHistory } from "#simulation/week/week-history.ts";

/** One window of a subscription's bucket as it truly was. Unix ms. */
export interface WeekWindow {
  readonly startMs: number;
  readonly resetsAtMs: number;
  /** When it was full; null when it never was. */
  readonly spentAtMs: number | null;
  /** The used fraction at its end; null when that lies beyond the history. */
  readonly endsAt: number | null;
}

/** The windows of every subscription's bucket, by `bucketKey`, oldest first: each begins with the first charge. */
export function weekWindows({ limits, endMs }: WeekHistory): ReadonlyMap<string, readonly WeekWindow[]> {
  const windows = new Map<
    string,
    { startMs: number; resetsAtMs: number; spentAtMs: number | null; used: number }[]
  >();
  for (const entry of limits.codex.log()) {
    if (entry.kind !== "settled") continue;
    for (const { bucket, times, amount, usedFraction } of entry.charges) {
      const { family, windowMinutes } = bucket;
      if (times * amount === 0 || windowMinutes === null) continue;
      const key = bucketKey({
        provider: "openai",
        account: entry.account,
        family,
        windowMinutes,
        unit: "percent",
      });
      const own = windows.get(key) ?? [];
      windows.set(key, own);
      let current = own.at(-1);
      if (current === undefined || entry.atMs >= current.resetsAtMs) {
        current = {
          startMs: entry.atMs,
          resetsAtMs: entry.atMs + windowMinutes * 60_000,
          spentAtMs: null,
          used: 0,
        };
        own.push(current);
      }
      current.used = usedFraction;
      if (usedFraction >= 1) current.spentAtMs ??= entry.atMs;
    }
  }
  return new Map(
    [...windows].map(([key, own]) => [
      key,
      own.map(({ used, ...window }) => ({ ...window, endsAt: window.resetsAtMs <= endMs ? used : null })),
    ]),
  );
}
