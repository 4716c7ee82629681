import { hash } from "node:crypto";

/** 32 hexadecimal digits, the same for the same thing. */
export function traceIdOf(thing: string): string {
  return hash("sha256", `trace ${thing}`).slice(0, 32);
}

/** 16 hexadecimal digits, the same for the same thing. */
export function spanIdOf(thing: string): string {
  return hash("sha256", `span ${thing}`).slice(0, 16);
}
