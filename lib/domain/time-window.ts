/** The half-open interval [from, to) that a question looks at, in Unix ms. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}
