import type { Origin } from "#lib/domain/round-trip.ts";
import type { CallCourse, CallSetting } from "./call-course.ts";

/** Who tells of a call: whoever measured at the wire, or one of the clients by itself. */
export type Teller = "wire" | "codexLog" | "codexSpan" | "claudeCode" | "geminiCli";

/** A call that was made, with all that there is to tell of it. */
export interface MadeCall {
  readonly id: string;
  readonly turnId: string;
  readonly sessionId: string;
  readonly startedAtMs: number;
  readonly origin: Origin;
  readonly teller: Teller;
  readonly setting: CallSetting;
  readonly course: CallCourse;
  /** Whether nothing of the reasoning was streamed, not even a summary. */
  readonly hidesReasoning: boolean;
  readonly requestedTier: string | null;
  readonly isFallback: boolean;
  readonly account: string;
}
