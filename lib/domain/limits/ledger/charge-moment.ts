import type { LedgerCall } from "./ledger-call.ts";

/** When a provider may charge a call: at one of its ends and so many ms after that. */
export interface ChargeMoment {
  readonly at: "start" | "end";
  readonly delayMs: number;
}

/** Two clocks and a way between them: a reading so close to the start or end of a call may count it or not. */
const SLACK_MS = 2_000;

/** What is taken for possible until the movement tells otherwise. */
export const CHARGE_MOMENTS: readonly ChargeMoment[] = (["start", "end"] as const).flatMap((at) =>
  [-SLACK_MS, 0, SLACK_MS].map((delayMs) => ({ at, delayMs })),
);

/** Meters that lag; believed only where the movement says so. */
export const LATE_CHARGE_MOMENTS: readonly ChargeMoment[] = [
  { at: "end", delayMs: 30_000 },
  { at: "end", delayMs: 120_000 },
];

/** Unix ms. */
export function chargedAtMs(call: LedgerCall, { at, delayMs }: ChargeMoment): number {
  return (at === "start" ? call.startedAtMs : Math.max(call.startedAtMs, call.endedAtMs)) + delayMs;
}
