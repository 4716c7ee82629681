import type { Observation } from "./observation.ts";

/** The part of a scope that is assembled at once: from one prompt up to the next. */
export interface Segment {
  readonly scope: string;
  /** Unix ms of the prompt it begins with; 0 for what came before the first prompt. */
  readonly fromMs: number;
  /** Whether another prompt followed, so that nothing in it can still be going on. */
  readonly closed: boolean;
  /**
   * The scope's observations within it, the scope's session starts whenever they were, and the observations
   * without a scope that share a trace with one of them.
   */
  readonly observations: readonly Observation[];
}
