import type { RateLimitReading } from "./rate-limit-reading.ts";

/** What a reading must say; everything else is unknown until it is told. */
export type Told = Pick<RateLimitReading, "family" | "unit" | "source" | "raw"> & Partial<RateLimitReading>;

/** No number of requests, tokens or credits is larger. */
const AMOUNT_MAX = 1e15;

/** A reading of what was told. */
export function makeReading(told: Told): RateLimitReading {
  return {
    familyName: null,
    windowMinutes: null,
    windowKind: "unknown",
    limit: null,
    remaining: null,
    usedFraction: null,
    resetsAtMs: null,
    status: null,
    binding: false,
    ...told,
  };
}

/** An amount from a text or a number; null for what is none, and for the −1 that stands for it. */
export function amountOf(value: unknown): number | null {
  const number =
    typeof value === "string" && /^\s*\d{1,18}(?:\.\d{1,18})?\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && number >= 0 && number <= AMOUNT_MAX ? Math.abs(number) : null;
}

/** The share of a limit that is used; null unless both numbers are known and fit each other. */
export function usedFractionOf(limit: number | null, remaining: number | null): number | null {
  if (limit === null || remaining === null || limit === 0 || remaining > limit) return null;
  return (limit - remaining) / limit;
}

/** The fraction of a percentage, from a text or a number; null for what is none. */
export function fractionOf(percent: unknown): number | null {
  const amount = amountOf(percent);
  return amount === null ? null : amount / 100;
}

/** A name as families are written: lower case and underscores; null for what could be anything else than a name. */
export function familyOf(name: string): string | null {
  const trimmed = name.trim();
  return /^[\w.-]{1,96}$/.test(trimmed) ? trimmed.toLowerCase().replaceAll("-", "_") : null;
}

/** A short text for people or a status; null for what is none. */
export function wordsOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  return /^[\w .:()+-]{1,96}$/.test(text) ? text : null;
}

/** The named values as they came, for `raw`; of what no provider would send, only that it was there. */
export function rawOf(names: readonly string[], values: ReadonlyMap<string, string>): string {
  return names
    .flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [`${name}: ${rawValue(value)}`];
    })
    .join("; ");
}

/** A text, number or truth value as a text; of anything else, which cannot always be written, nothing. */
export function plainText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** One value for `raw`. */
export function rawValue(value: unknown): string {
  const text = plainText(value);
  return /^[\w .:;,=%&+"?*/-]{0,160}$/.test(text) ? text : "…";
}
