import { crc32 } from "node:zlib";

/**
 * A checksum by which the tries of one call are known: equal for equal bodies. Of a long body its two ends and its length
 * are enough, because a conversation that grows differs there. It is only compared with those of the few calls that
 * failed lately, so that nothing costlier is needed.
 */
export function fingerprintOf(head: string | Uint8Array, tail: string | Uint8Array, length: number): string {
  return `${length} ${crc32(head)} ${crc32(tail)}`;
}
