/** A refused attempt as far as grouping it goes. */
interface RefusedAttempt {
  readonly roundTripId: string;
  /** 0 for the first attempt of the round trip. */
  readonly position: number;
  readonly class: string;
  readonly family: string | null;
  readonly windowMinutes: number | null;
  readonly unit: string | null;
}

/**
 * Refused attempts as throttles: those of one round trip that followed each other and ran into the same thing are one,
 * however often the client tried. Takes and gives them in order of time.
 */
export function groupThrottles<T extends RefusedAttempt>(attempts: readonly T[]): (readonly [T, ...T[]])[] {
  const groups: [T, ...T[]][] = [];
  const open = new Map<string, [T, ...T[]]>();
  for (const attempt of attempts) {
    const group = open.get(attempt.roundTripId);
    const last = group?.at(-1);
    if (group && last && last.position + 1 === attempt.position && isSameThing(last, attempt))
      group.push(attempt);
    else {
      const fresh: [T, ...T[]] = [attempt];
      open.set(attempt.roundTripId, fresh);
      groups.push(fresh);
    }
  }
  return groups;
}

function isSameThing(a: RefusedAttempt, b: RefusedAttempt): boolean {
  return (
    a.class === b.class && a.family === b.family && a.windowMinutes === b.windowMinutes && a.unit === b.unit
  );
}
