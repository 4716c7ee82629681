import { askOnce } from "./ask-once.ts";

/** So long, in ms, the rest of a page waits for a part of it: what is felt as immediate (Nielsen 1993). */
const PATIENCE_MS = 100;

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
    timer = setTimeout(() => over(null), PATIENCE_MS);
  });
  try {
    return { ready: await Promise.race([coming, patience]), coming };
  } finally {
    clearTimeout(timer);
  }
}
