import { hash } from "node:crypto";

/**
 * A digest by which the tries of one call are known: equal for equal bodies. Of a long body its two ends and its length
 * are enough, because a conversation that grows differs there.
 */
export function fingerprintOf(head: string, tail: string, length: number): string {
  return hash("sha1", `${length} ${head} ${tail}`, "base64url");
}
