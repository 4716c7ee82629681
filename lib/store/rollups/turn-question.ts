import type { CutDimension } from "#lib/domain/figures/cut.ts";
import type { TurnSums } from "#lib/domain/figures/turn-sums.ts";
import type { RoundTripFilters } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";

/** What groups of turns have in common. */
export interface TurnGroupValues extends Readonly<Partial<Record<CutDimension, string | null>>> {
  /**
   * The routes that their round trips took, in the order of `calls`, or of each kind one; empty unless routes or kinds were
   * asked for.
   */
  readonly routeIds: readonly number[];
  /** The model variant of most of their round trips; null unless anything of their calls was asked for, or when there is none. */
  readonly mainVariantId: number | null;
}

/** What can be told of turns' calls, from little to all. */
export type CallDetail = "mainVariant" | "kinds" | "routes";

/** What to add up of turns; they are placed by their start. */
export interface TurnQuestion {
  /** Null for all time. */
  readonly window: TimeWindow | null;
  readonly filters: RoundTripFilters;
  /** What `groupOf` wants to see: values of dimensions, and of their calls the main variant, the kinds or the routes. */
  readonly by: readonly (CutDimension | CallDetail)[];
  /** The group of turns that have these values; null leaves them out. */
  readonly groupOf: (values: TurnGroupValues) => string | null;
  /** In ms, counted from the epoch; null for the window as a whole. */
  readonly intervalMs: number | null;
  /** Whether the histogram of durations is asked for: all else of a window is added up where it is. */
  readonly durations: boolean;
}

/** Sums of one group, over one interval or the window as a whole. */
export interface TurnGroupSums {
  readonly group: string;
  readonly atMs: number | null;
  readonly sums: TurnSums;
  /** Sums of those turns apart whose calls were alike, by call set; only when kinds or routes were asked for. */
  readonly callSets: ReadonlyMap<string, { readonly routeIds: readonly number[]; readonly sums: TurnSums }>;
}

/** The dimensions that a question asks for, without what it wants to know of calls. */
export function dimensionsOf({ by }: Pick<TurnQuestion, "by">): readonly CutDimension[] {
  return by.filter((one) => !isCallDetail(one));
}

/** Whether it is about calls, and no dimension. */
export function isCallDetail(asked: CutDimension | CallDetail): asked is CallDetail {
  return asked === "mainVariant" || asked === "kinds" || asked === "routes";
}

/** Whether turns are told apart by what their calls were. */
export function wantsCallSets({ by }: Pick<TurnQuestion, "by">): boolean {
  return by.includes("kinds") || by.includes("routes");
}
