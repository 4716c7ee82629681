import { KINDS_OF_WORK } from "./kind-of-work.ts";
import type { ArmColumns, LaidOutArms, Pair } from "./lay-out-arms.ts";
import { makeSample, type Sample } from "./sample.ts";

/** How many hours of the day one cell spans; 24: hours are not told apart. */
export type HoursPerBlock = (typeof HOURS_PER_BLOCK)[number];

/** What both arms have of the same kinds of work at the same hours. */
export interface MatchedCells {
  readonly sample: Sample;
  readonly hoursPerBlock: HoursPerBlock;
  /** The share of each arm's round trips that lie in cells which both arms have. */
  readonly overlap: Pair<number>;
}

/** An arm has a cell when it has so many round trips in it, of so many sessions. */
export const CELL_SUPPORT = { trips: 5, sessions: 3 } as const;

const HOURS_PER_BLOCK = [1, 3, 6, 24] as const;

/** Finer blocks of hours must keep so much of what lies in common cells when hours are not told apart. */
const KEPT_BY_FINER_HOURS = 0.8;

/**
 * Matches by kind of work and by the finest blocks of hours that keep at least four fifths of what overlaps without
 * hours, in both arms.
 */
export function matchCells({ arms, sessions }: LaidOutArms): MatchedCells {
  const bySession: Pair<Int32Array> = [orderBySession(arms[0], sessions), orderBySession(arms[1], sessions)];
  const coarsest = commonCells(arms, bySession, 24);
  for (const hoursPerBlock of HOURS_PER_BLOCK) {
    const { cellOf, cells, overlap } =
      hoursPerBlock === 24 ? coarsest : commonCells(arms, bySession, hoursPerBlock);
    const isKept = ([0, 1] as const).every(
      (arm) => overlap[arm] >= KEPT_BY_FINER_HOURS * coarsest.overlap[arm],
    );
    if (!isKept) continue;
    const sample = makeSample(
      arms,
      sessions,
      cells,
      (arm, row) => cellOf[placeOf(arm, row, hoursPerBlock)] ?? -1,
    );
    return { sample, hoursPerBlock, overlap };
  }
  throw new Error("The coarsest blocks keep all that they keep");
}

function placeOf({ kind, hour }: ArmColumns, row: number, hoursPerBlock: number): number {
  return (kind[row] ?? 0) * 24 + Math.floor((hour[row] ?? 0) / hoursPerBlock);
}

/** The cells that both arms have, numbered; −1 in `cellOf` for the others. */
function commonCells(arms: Pair<ArmColumns>, bySession: Pair<Int32Array>, hoursPerBlock: number) {
  const trips: Pair<Int32Array> = [new Int32Array(KINDS_OF_WORK * 24), new Int32Array(KINDS_OF_WORK * 24)];
  const has: Pair<Uint8Array> = [new Uint8Array(KINDS_OF_WORK * 24), new Uint8Array(KINDS_OF_WORK * 24)];
  for (const arm of [0, 1] as const)
    countCells(arms[arm], bySession[arm], hoursPerBlock, trips[arm], has[arm]);
  const cellOf = new Int32Array(KINDS_OF_WORK * 24).fill(-1);
  let cells = 0;
  const common: [number, number] = [0, 0];
  for (let place = 0; place < cellOf.length; place++) {
    if (has[0][place] !== 1 || has[1][place] !== 1) continue;
    cellOf[place] = cells++;
    for (const arm of [0, 1] as const) common[arm] += trips[arm][place] ?? 0;
  }
  const overlap: Pair<number> = [
    common[0] / Math.max(1, arms[0].values.length),
    common[1] / Math.max(1, arms[1].values.length),
  ];
  return { cellOf, cells, overlap };
}

/** Counts the round trips of each cell, and marks the cells with enough of them. */
function countCells(
  arm: ArmColumns,
  bySession: Int32Array,
  hoursPerBlock: number,
  trips: Int32Array,
  has: Uint8Array,
): void {
  const sessions = new Int32Array(trips.length);
  const lastSession = new Int32Array(trips.length).fill(-1);
  for (const row of bySession) {
    const place = placeOf(arm, row, hoursPerBlock);
    const session = arm.session[row] ?? 0;
    trips[place] = (trips[place] ?? 0) + 1;
    if (lastSession[place] !== session) sessions[place] = (sessions[place] ?? 0) + 1;
    lastSession[place] = session;
    if ((trips[place] ?? 0) >= CELL_SUPPORT.trips && (sessions[place] ?? 0) >= CELL_SUPPORT.sessions) {
      has[place] = 1;
    }
  }
}

/** The rows of an arm, session after session. */
function orderBySession({ session }: ArmColumns, sessions: number): Int32Array {
  const next = new Int32Array(sessions + 1);
  for (const own of session) next[own + 1] = (next[own + 1] ?? 0) + 1;
  for (let own = 0; own < sessions; own++) next[own + 1] = (next[own + 1] ?? 0) + (next[own] ?? 0);
  const rows = new Int32Array(session.length);
  for (let row = 0; row < session.length; row++) {
    const own = session[row] ?? 0;
    const place = next[own] ?? 0;
    rows[place] = row;
    next[own] = place + 1;
  }
  return rows;
}
