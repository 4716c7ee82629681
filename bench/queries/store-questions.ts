/** A question that roll-ups, rows and a column store can all answer. */
export interface StoreQuestion {
  readonly name: string;
  /** In ms, of DESIGN §6; null where it says nothing of this question. */
  readonly most: number | null;
  readonly days: number;
  readonly figure: "ttftMs" | "e2eMs" | "decodeTokensPerSecond";
  readonly by: readonly ("tier" | "model")[];
  readonly intervalMs: number | null;
  /** Only of the person with the most round trips. */
  readonly isOfOne?: boolean;
}

/** The quantiles that are asked for. */
export const SHARES = [0.5, 0.95, 0.99] as const;

const DAY_MS = 86_400_000;

export const STORE_QUESTIONS: readonly StoreQuestion[] = [
  {
    name: "7 days by model and tier",
    most: 50,
    days: 7,
    figure: "ttftMs",
    by: ["model", "tier"],
    intervalMs: null,
  },
  { name: "30 days", most: 60, days: 30, figure: "ttftMs", by: [], intervalMs: null },
  { name: "30 days by tier", most: 60, days: 30, figure: "e2eMs", by: ["tier"], intervalMs: null },
  { name: "30 days by day and tier", most: 60, days: 30, figure: "ttftMs", by: ["tier"], intervalMs: DAY_MS },
  {
    name: "30 days of one person by tier",
    most: 150,
    days: 30,
    figure: "decodeTokensPerSecond",
    by: ["tier"],
    intervalMs: null,
    isOfOne: true,
  },
];
