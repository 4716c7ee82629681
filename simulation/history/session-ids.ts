import { hash } from "node:crypto";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Names things of one session. No two things of any session of a history get the same id. */
export interface SessionIds {
  /** Of the session: shaped like the UUIDs that clients make of the time. */
  readonly sessionId: string;
  /** 32 hexadecimal digits. */
  traceId(): string;
  /** 22 characters, as the ids of assembled rows have. */
  next(): string;
}

/** The names for a session that began at a Unix ms and that these numbers tell from all others. */
export function sessionIds(startMs: number, ...numbers: readonly number[]): SessionIds {
  const digest = hash("sha256", JSON.stringify(numbers), "buffer");
  const hex = digest.toString("hex");
  const time = Math.floor(startMs).toString(16).padStart(12, "0");
  const tail = digest.toString("base64url").slice(0, 16);
  const [mask, factor] = [digest.readUInt32LE(24), digest.readUInt32LE(28) | 1];
  let given = 0;
  let traces = 0;
  return {
    sessionId: `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-a${hex.slice(3, 6)}-${hex.slice(6, 18)}`,
    traceId: () => {
      traces += 1;
      return `${hex.slice(18, 42)}${traces.toString(16).padStart(8, "0")}`;
    },
    next: () => {
      given += 1;
      // An odd factor makes of different numbers different ones, which lie as far apart as ids in a database do.
      const mixed = (Math.imul(given, factor) ^ mask) >>> 0;
      const digit = (shift: number) => DIGITS.charAt((mixed >>> shift) & 63);
      return digit(0) + digit(6) + digit(12) + digit(18) + digit(24) + DIGITS.charAt(mixed >>> 30) + tail;
    },
  };
}
