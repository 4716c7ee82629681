import type { ComparableTrip } from "./comparable-trip.ts";
import { kindOfWork } from "./kind-of-work.ts";

/** Something of each arm: A, the base, then B, which is held against it. */
export type Pair<T> = readonly [a: T, b: T];

/** The round trips of one arm in columns, ascending by value. */
export interface ArmColumns {
  readonly values: Float64Array;
  /** Index of the session, the same in both arms. */
  readonly session: Int32Array;
  readonly kind: Int32Array;
  readonly hour: Uint8Array;
}

/** Both arms in columns. */
export interface LaidOutArms {
  readonly arms: Pair<ArmColumns>;
  /** How many sessions both arms have together. */
  readonly sessions: number;
  /** The same for the same sessions and numbers of round trips, whatever their order, their unit, and which arm is A. */
  readonly seed: number;
}

/** Lays out the round trips of which the value is a finite number and not negative. */
export function layOutArms(trips: Pair<readonly ComparableTrip[]>): LaidOutArms {
  const [a, b] = trips;
  const known: Pair<ComparableTrip[]> = [a.filter(isMeasured), b.filter(isMeasured)];
  // In the order of their names, so that the order of rows does not decide which draws a session gets.
  const names = new Set<string>();
  for (const arm of known) for (const { session } of arm) names.add(String(session));
  const indexes = new Map([...names].sort().map((name, index) => [name, index]));
  const arms: Pair<ArmColumns> = [layOut(known[0], indexes), layOut(known[1], indexes)];
  return { arms, sessions: indexes.size, seed: seedOf(arms, [...indexes.keys()]) };
}

function isMeasured({ value }: ComparableTrip): boolean {
  return Number.isFinite(value) && value >= 0;
}

function layOut(trips: readonly ComparableTrip[], indexes: ReadonlyMap<string, number>): ArmColumns {
  const sorted = trips.toSorted((one, other) => one.value - other.value);
  return {
    values: Float64Array.from(sorted, ({ value }) => value),
    session: Int32Array.from(sorted, ({ session }) => indexes.get(String(session)) ?? 0),
    kind: Int32Array.from(sorted, kindOfWork),
    hour: Uint8Array.from(sorted, ({ hour }) => hour),
  };
}

/** Fowler, Noll and Vo's hash (FNV-1a) over the names of the sessions and how many round trips each has. */
function seedOf(arms: Pair<ArmColumns>, names: readonly string[]): number {
  const rows = new Int32Array(names.length);
  for (const { session } of arms) for (const index of session) rows[index] = (rows[index] ?? 0) + 1;
  let hash = 0x811c9dc5;
  const add = (part: number) => {
    hash = Math.imul(hash ^ part, 0x01000193);
  };
  for (const [index, name] of names.entries()) {
    for (let at = 0; at < name.length; at++) add(name.charCodeAt(at));
    add(rows[index] ?? 0);
  }
  return hash;
}
