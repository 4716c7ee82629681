const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** The length in ms of a window as the address says it, such as "15m"; null when it cannot be read or is none. */
export function windowTextMs(text: string): number | null {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  const ms = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : 0;
  return ms > 0 ? ms : null;
}

/** How the address says a length, in the largest unit up to days that has it whole; null when minutes do not. */
export function windowTextOf(lengthMs: number): string | null {
  const unit = (["d", "h", "m"] as const).find((name) => lengthMs % UNIT_MS[name] === 0);
  if (unit === undefined || lengthMs <= 0) return null;
  // As people say it: a day is 24 hours here.
  return lengthMs === UNIT_MS.d ? "24h" : `${lengthMs / UNIT_MS[unit]}${unit}`;
}
