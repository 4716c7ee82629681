import { hash } from "node:crypto";

/** A short natural key of the parts that identify a thing, equal wherever and whenever the thing is reported. */
export function observationKey(...parts: readonly (string | number | null)[]): string {
  return hash("sha256", JSON.stringify(parts), "base64url").slice(0, 22);
}
