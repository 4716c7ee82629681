/**
 * How the demo is, a second Roundtrip with made-up data beside the real one.
 * - absent: there is nothing of it
 * - resting: it was filled by an earlier run and does not run now
 * - starting: it is being filled or brought up; `progress` is 0 to 1, `step` says what is being done
 * - ready: its dashboard is at `port` of the real one's host
 * - removing: it is being stopped and deleted
 * - failed: `reason` says why, as a sentence without its full stop
 */
export type DemoState =
  | { readonly status: "absent" | "resting" | "removing" }
  | { readonly status: "starting"; readonly progress: number; readonly step: string }
  | { readonly status: "ready"; readonly port: number }
  | { readonly status: "failed"; readonly reason: string };

/** What can be asked of the supervisor about the demo. */
export const DEMO_QUESTIONS = ["state", "start", "remove"] as const;

export type DemoQuestion = (typeof DEMO_QUESTIONS)[number];
