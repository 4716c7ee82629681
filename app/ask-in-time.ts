import { cache } from "react";
import { askOnce } from "./ask-once.ts";

/** So long, in ms, a page waits for all such parts of it together: what is felt as immediate (Nielsen 1993). */
const PATIENCE_MS = 100;

/** When the patience of the page that is being made is over; it begins with the first part that is waited for. */
const patienceEndMs = cache(() => performance.now() + PATIENCE_MS);

/** An answer that came before a reader would notice the wait, or that is still on its way. */
export interface TimelyAnswer<T extends object> {
  /** Null when it takes longer. */
  readonly ready: T | null;
  readonly coming: Promise<T>;
}

/** Waits a moment for an answer; rejects when it fails within it. */
export async function askInTime<T extends object>(answer: Promise<T>): Promise<TimelyAnswer<T>> {
  const coming = askOnce(answer);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<null>((over) => {
    timer = setTimeout(() => over(null), Math.max(0, patienceEndMs() - performance.now()));
  });
  try {
    return { ready: await Promise.race([coming, patience]), coming };
  } finally {
    clearTimeout(timer);
  }
}
