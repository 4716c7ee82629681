import type { AttributeValue } from "./records.ts";

/** Longer strings are content rather than identifiers. In UTF-16 code units. */
const TEXT_LENGTH_MAX = 1024;

/**
 * The text as it may be kept, or null when it is longer than 1024 characters or holds U+0000, which PostgreSQL
 * cannot store. Lone surrogates, which only JSON can carry, become replacement characters.
 */
export function keptText(text: string): string | null {
  if (text.length > TEXT_LENGTH_MAX || text.includes("\0")) return null;
  return text.toWellFormed();
}

/** The number as it may be kept, or null when it is not finite. Negative zero becomes zero. */
export function keptNumber(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}

/** Adds an attribute unless its value cannot be kept. */
export function keepAttribute(
  attributes: Map<string, AttributeValue>,
  key: string,
  value: AttributeValue | null,
): void {
  const kept =
    typeof value === "string" ? keptText(value) : typeof value === "number" ? keptNumber(value) : value;
  if (kept !== null) attributes.set(key, kept);
}
