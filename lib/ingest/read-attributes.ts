import type { Attributes } from "./otlp/records.ts";

/**
 * Clients send the same number as a number in one event and as text in the next, so every reader takes both. What
 * cannot be read is null, never 0.
 */

/** A finite number that is not negative, or null. */
export function numberAttribute(attributes: Attributes, key: string): number | null {
  const value = attributes.get(key);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : null;
}

/** No response has more tokens and no attempt a higher number: a larger count is a client's mistake. */
const COUNT_MAX = 2 ** 31 - 1;

/** A whole number that is not negative (a count, a status code), or null. */
export function countAttribute(attributes: Attributes, key: string): number | null {
  const value = numberAttribute(attributes, key);
  return value !== null && Number.isInteger(value) && value <= COUNT_MAX ? value : null;
}

export function booleanAttribute(attributes: Attributes, key: string): boolean | null {
  const value = attributes.get(key);
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : null;
}

/**
 * Names, ids and enumerated values: one short word of letters, digits and separators. Anything with white space
 * inside, or longer than 200 characters, could be content and is null.
 */
const IDENTIFIER = /^[\p{L}\p{N}_.:@/+~#=-]{1,200}$/u;

export function identifierAttribute(attributes: Attributes, key: string): string | null {
  const value = attributes.get(key);
  return typeof value === "string" && IDENTIFIER.test(value) ? value : null;
}

/** The first of several keys that holds an identifier. */
export function firstIdentifier(attributes: Attributes, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = identifierAttribute(attributes, key);
    if (value !== null) return value;
  }
  return null;
}
