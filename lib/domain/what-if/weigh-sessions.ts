import type { SessionKey } from "./recorded-turn.ts";

/** Rows by session: what a resampling of sessions needs. */
export interface SessionIndex {
  /** By row, its session from 0. */
  readonly of: Int32Array;
  readonly count: number;
  /** How many sessions of one size would tell as much as these (Kish). */
  readonly effective: number;
}

/** Numbers the sessions of rows in the order in which they come. */
export function indexSessions(sessions: readonly SessionKey[]): SessionIndex {
  const numbers = new Map<SessionKey, number>();
  const sizes: number[] = [];
  const of = Int32Array.from(sessions, (session) => {
    const number = numbers.get(session) ?? numbers.size;
    numbers.set(session, number);
    sizes[number] = (sizes[number] ?? 0) + 1;
    return number;
  });
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return { of, count: sizes.length, effective: squares === 0 ? 0 : sessions.length ** 2 / squares };
}

/** By row, how often its session is in a sample of as many sessions, drawn with putting back. */
export function weighSessions({ of, count }: SessionIndex, words: () => number): Int32Array {
  const bySession = new Int32Array(count);
  for (let drawn = 0; drawn < count; drawn++) {
    const session = Math.floor(((words() >>> 0) / 2 ** 32) * count);
    bySession[session] = (bySession[session] ?? 0) + 1;
  }
  const times = new Int32Array(of.length);
  for (let row = 0; row < of.length; row++) times[row] = bySession[of[row] ?? 0] ?? 0;
  return times;
}
