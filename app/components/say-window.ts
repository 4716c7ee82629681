const NAMES: Readonly<Record<string, string>> = {
  "15m": "the last 15 minutes",
  "1h": "the last hour",
  "24h": "the last 24 hours",
  "7d": "the last 7 days",
  "30d": "the last 30 days",
};

/** The windows that are offered by name, as the address says them, shortest first. */
export const NAMED_WINDOWS: readonly string[] = Object.keys(NAMES);

/** A window in words, as the address says it: "the last 24 hours"; null when it is given by its ends. */
export function nameWindow(windowText: string | null): string | null {
  return windowText === null ? null : (NAMES[windowText] ?? `the last ${windowText}`);
}

/** The same within a sentence: "in the last 24 hours". */
export function sayWindow(windowText: string | null): string {
  return `in ${nameWindow(windowText) ?? "the chosen time"}`;
}
