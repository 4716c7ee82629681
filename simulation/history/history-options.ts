import type { RoundTrip } from "#lib/domain/round-trip.ts";

/** What round trips have in common: each of the named fields has this value. */
export type Where = Partial<
  Pick<
    RoundTrip,
    "client" | "clientVersion" | "transport" | "model" | "serviceTier" | "reasoningEffort" | "team"
  >
>;

/** What gets worse in the middle of a history. */
export interface RegressionOptions {
  /** Who is hit; one version of Codex over WebSocket when left out. */
  readonly where?: Where;
  /** What the time to the first token is multiplied by; 2.2 when left out. */
  readonly factor?: number;
  /** The share of its round trips that need a new connection, beside those that always do; 0.35 when left out. */
  readonly newConnectionShare?: number;
  /** When it begins, as a share of the history's length; 0.5 when left out. */
  readonly startFraction?: number;
}

/** A version of a client that comes out late in a history, beside those that always do. */
export interface ReleaseOptions {
  readonly client: string;
  readonly version: string;
  /** When it comes out, as a share of the history's length. */
  readonly startFraction: number;
  /** Mean time until somebody takes it, as a share of the history's length. */
  readonly lagFraction: number;
}

/** What a history is made from. The same options make the same history. */
export interface HistoryOptions {
  readonly seed: number;
  /** How many round trips, about: those that would end after `endMs` are left out. */
  readonly roundTrips: number;
  /** 500 when left out. */
  readonly people?: number;
  /** 50 when left out, and never more than people. */
  readonly teams?: number;
  /** 30 when left out. */
  readonly days?: number;
  /** Unix ms at which it ends. */
  readonly endMs: number;
  /** Null for none. */
  readonly regression?: RegressionOptions | null;
  /** Whether people give the fast service the heavy work, so that it seems slower than it is; true when left out. */
  readonly isConfounded?: boolean;
  /** None when left out. */
  readonly release?: ReleaseOptions | null;
  /** Whether people mostly rest on Saturdays and Sundays; true when left out. */
  readonly hasWeekends?: boolean;
  /** Share of everybody's work that is done at any hour, by night too: 0 when left out. */
  readonly roundTheClock?: number;
  /** Share of the sessions over a WebSocket that give it up at once; 0.02 when left out. */
  readonly fallbackShare?: number;
  /** Whether some calls are refused because a window is used up, whatever was used; true when left out. */
  readonly hasQuotaRefusals?: boolean;
}

/** The options with nothing left out, and the Unix ms at which the history begins. */
export interface SettledOptions {
  readonly seed: number;
  readonly roundTrips: number;
  readonly people: number;
  readonly teams: number;
  readonly days: number;
  readonly fromMs: number;
  readonly endMs: number;
  readonly regression: Required<RegressionOptions> | null;
  readonly isConfounded: boolean;
  readonly release: ReleaseOptions | null;
  readonly hasWeekends: boolean;
  readonly roundTheClock: number;
  readonly fallbackShare: number;
  readonly hasQuotaRefusals: boolean;
}

export const DAY_MS = 86_400_000;

/** The version that spreads shortly before the middle of a history, and which the usual regression hits. */
export const REGRESSED_VERSION = "0.169.0";

/** Puts in what was left out. Throws a RangeError when a number is none that a history could be made from. */
export function settleOptions(options: HistoryOptions): SettledOptions {
  const { seed, roundTrips, people = 500, days = 30, endMs, regression = {} } = options;
  const teams = Math.min(options.teams ?? 50, people);
  for (const [name, count] of Object.entries({ roundTrips, people, teams, days }))
    if (!Number.isInteger(count) || count < 1)
      throw new RangeError(`${name} must be a whole number from 1 on`);
  if (!Number.isFinite(endMs)) throw new RangeError("endMs must be a time in Unix ms");
  return {
    seed,
    roundTrips,
    people,
    teams,
    days,
    fromMs: endMs - days * DAY_MS,
    endMs,
    regression: regression === null ? null : settleRegression(regression),
    isConfounded: options.isConfounded ?? true,
    release: options.release ?? null,
    hasWeekends: options.hasWeekends ?? true,
    roundTheClock: options.roundTheClock ?? 0,
    fallbackShare: options.fallbackShare ?? 0.02,
    hasQuotaRefusals: options.hasQuotaRefusals ?? true,
  };
}

function settleRegression(regression: RegressionOptions): Required<RegressionOptions> {
  return {
    where: { client: "codex", clientVersion: REGRESSED_VERSION, transport: "websocket" },
    factor: 2.2,
    newConnectionShare: 0.35,
    startFraction: 0.5,
    ...regression,
  };
}
