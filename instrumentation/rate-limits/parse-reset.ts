/** When a value was read, and by how much the sender's clock runs ahead of ours. */
export interface ResetClock {
  /** Unix ms at which the answer arrived. */
  readonly observedUnixMs: number;
  /** How far the sender's clock is ahead of ours in ms; 0 when nobody can tell. */
  readonly skewMs: number;
}

/** Longer than any value that means something. */
const LENGTH_MAX = 64;

/** Nobody makes anyone wait for longer; what claims to is no duration. */
const RELATIVE_MAX_MS = 400 * 86_400_000;

/** 2001 and 2099: what lies outside is a mistake, such as Go's zero time. */
const ABSOLUTE_MIN_MS = 1_000_000_000_000;
const ABSOLUTE_MAX_MS = 4_100_000_000_000;

/** `Date` tells whole seconds and was written some time before it arrived, so that less than this says nothing. */
const SKEW_MIN_MS = 2_000;

/** A clock that is further off belongs to a recording or is none. */
const SKEW_MAX_MS = 86_400_000;

const UNITS_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The Unix ms at which a limit resets, from any way in which providers write it; null for what is none. */
export function parseReset(text: string | undefined, clock: ResetClock): number | null {
  const value = text?.trim() ?? "";
  if (value === "" || value === "-1" || value.length > LENGTH_MAX) return null;
  const date = parseDate(value);
  if (date !== null) return absolute(date, clock);
  const duration = parseDuration(value);
  if (duration !== null) return relative(duration, clock);
  return /^\d+(?:\.\d+)?$/.test(value) ? numberReset(Number(value), clock) : null;
}

/** The same for a number: Unix ms, Unix seconds or seconds from now, told apart by their size. */
export function numberReset(value: number, clock: ResetClock): number | null {
  if (!Number.isFinite(value) || value < 0) return null;
  if (value >= 1e12) return absolute(value, clock);
  return value >= 1e9 ? absolute(value * 1000, clock) : relative(value * 1000, clock);
}

/** The ms of a duration as Go and protobuf write it, such as `1h2m3.5s`, `370ms` or `34.07s`; null for anything else. */
export function parseDuration(text: string): number | null {
  if (text.length > LENGTH_MAX) return null;
  // The micro sign comes as one character or, where bytes were taken for Latin-1, as two.
  const part = /(\d+(?:\.\d+)?)(ns|us|[^\0-\x7f]{1,2}s|ms|s|m|h|d)/y;
  let ms = 0;
  let at = 0;
  while (at < text.length) {
    const [all, number, unit] = part.exec(text) ?? [];
    if (all === undefined || unit === undefined) return null;
    ms += Number(number) * (UNITS_MS[unit] ?? 1e-3);
    at += all.length;
  }
  return at > 0 && Number.isFinite(ms) ? ms : null;
}

/** The Unix ms of an RFC 3339 time, a plain date or an HTTP date; null for anything else. */
export function parseDate(text: string): number | null {
  let ms = Number.NaN;
  if (/^\d{4}-\d\d-\d\d(?:$|[Tt ])/.test(text)) {
    // Without a zone the host's own would be taken.
    ms = Date.parse(
      text.length === 10 || /(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text.slice(10)) ? text : `${text}Z`,
    );
  } else if (/^[A-Z][a-z]{2,8}, \d/.test(text)) ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** How far the clock of an answer's sender is ahead of ours in ms, by its `Date` header. */
export function clockSkewMs(date: string | undefined, observedUnixMs: number): number {
  const ms = date === undefined || date.length > LENGTH_MAX ? null : parseDate(date);
  if (ms === null) return 0;
  const skew = ms + 500 - observedUnixMs;
  return Math.abs(skew) < SKEW_MIN_MS || Math.abs(skew) > SKEW_MAX_MS ? 0 : skew;
}

function absolute(ms: number, { skewMs }: ResetClock): number | null {
  return ms < ABSOLUTE_MIN_MS || ms > ABSOLUTE_MAX_MS ? null : Math.round(ms - skewMs);
}

function relative(ms: number, { observedUnixMs }: ResetClock): number | null {
  return ms > RELATIVE_MAX_MS ? null : Math.round(observedUnixMs + ms);
}
