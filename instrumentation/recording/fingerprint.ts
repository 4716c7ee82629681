import { createHash } from "node:crypto";

/** Of a long body only so much of each end counts: conversations grow, and so differ there or in their length. */
const END_LENGTH = 32 * 1024;

/** A digest by which the tries of one call are known: equal for equal bodies. */
export function fingerprintOf(body: string): string {
  const ends = body.length <= 2 * END_LENGTH ? body : body.slice(0, END_LENGTH) + body.slice(-END_LENGTH);
  return createHash("sha1").update(`${body.length} `).update(ends).digest("base64url");
}
