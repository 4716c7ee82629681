import { performance } from "node:perf_hooks";
import { guarded } from "./guarded.ts";

/** A call, or a connection with calls on it, that ends when the program does. */
export interface UnderWay {
  cancelled(atMs: number): void;
}

const all = new Set<UnderWay>();

/** Something begins; it must be removed at its end, however it ends. */
export function addUnderWay(one: UnderWay): void {
  all.add(one);
}

/** It has ended by itself. */
export function removeUnderWay(one: UnderWay): void {
  all.delete(one);
}

/** The program ends, and with it whatever it still waits for: that is over now, given up by the program. */
export function giveUpAll(): void {
  const atMs = performance.now();
  for (const one of [...all]) {
    all.delete(one);
    guarded(() => one.cancelled(atMs))();
  }
}
