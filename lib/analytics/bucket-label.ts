import type { Bucket } from "#lib/domain/limits/bucket.ts";

/** A bucket in a few words: `codex_bengalfox · 5 h`, `tokens · 1 min`; without a length, its family alone. */
export function bucketLabel({ family, windowMinutes }: Pick<Bucket, "family" | "windowMinutes">): string {
  return windowMinutes === null ? family : `${family} · ${windowLabel(windowMinutes)}`;
}

/** The length of a window in its largest whole unit: `7 d`, `5 h`, `1 min`, `10 s`. */
export function windowLabel(windowMinutes: number): string {
  if (windowMinutes >= 1_440 && windowMinutes % 1_440 === 0) return `${windowMinutes / 1_440} d`;
  if (windowMinutes >= 60 && windowMinutes % 60 === 0) return `${windowMinutes / 60} h`;
  return windowMinutes >= 1 ? `${Math.round(windowMinutes)} min` : `${Math.round(windowMinutes * 60)} s`;
}
