import type { TimeWindow } from "#lib/domain/time-window.ts";
import type { ParamChanges } from "./href.ts";
import { windowTextOf } from "./window-text.ts";

/** Where to look next: as long before, as long after, or twice as long around the same middle. */
export type WindowStep = "earlier" | "later" | "wider";

/**
 * What changes in the address by a step. Nothing lies after now: a window that would reach there ends now, and is said as a
 * length where the address can say it. Null when the step leads nowhere.
 */
export function stepWindow(window: TimeWindow, step: WindowStep, nowMs: number): ParamChanges | null {
  const { fromMs, toMs } = window;
  const lengthMs = toMs - fromMs;
  if (step === "earlier") return range(fromMs - lengthMs, fromMs);
  if (step === "later") {
    if (toMs >= nowMs) return null;
    return toMs + lengthMs >= nowMs ? upToNow(lengthMs, nowMs) : range(toMs, toMs + lengthMs);
  }
  const reachMs = lengthMs / 2;
  return toMs + reachMs >= nowMs
    ? upToNow(2 * lengthMs, nowMs)
    : range(Math.round(fromMs - reachMs), Math.round(toMs + reachMs));
}

function range(fromMs: number, toMs: number): ParamChanges {
  return {
    window: null,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    cursor: null,
  };
}

function upToNow(lengthMs: number, nowMs: number): ParamChanges {
  const window = windowTextOf(lengthMs);
  if (window !== null) return { window, from: null, to: null, cursor: null };
  return { window: null, from: new Date(nowMs - lengthMs).toISOString(), to: null, cursor: null };
}
