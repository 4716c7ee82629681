import type { UsageWeights } from "./call-usage.ts";

/** What a limit counts: see `amountOf` for what of a call each unit takes. */
export type CountedUnit = "requests" | "tokens" | "input" | "output" | "percent";

interface CountedLimit {
  readonly unit: CountedUnit;
  /**
   * - whatFits: a call enters when its size fits beside what is used; that much is taken at once and put right when
   *   the call is settled. The default for all units but percent.
   * - untilSpent: a call enters as long as anything is left, and is charged when it is settled, so that the last one
   *   may go beyond the limit. The default for percent.
   */
  readonly admits?: "whatFits" | "untilSpent";
  /** What a refusal is called; by default a spent percentage is `quota` and all else `rate`. */
  readonly refusedAs?: "rate" | "quota";
}

/** Fills up evenly, by `refillPerMinute` of its unit, to `capacity`; full at first. Told of as a window of one minute. */
export interface TokenBucketLimit extends CountedLimit {
  readonly kind: "bucket";
  readonly capacity: number;
  readonly refillPerMinute: number;
}

/**
 * So much within one window, then again from nothing. An aligned window begins at multiples of its length since 1970;
 * one of first use begins at the first charge after the last one ended.
 */
export interface FixedWindowLimit extends CountedLimit {
  readonly kind: "fixed";
  readonly windowMinutes: number;
  /** In the unit; for percent, the hidden quota in weighted tokens. */
  readonly limit: number;
  readonly begins: "aligned" | "firstUse";
}

/** So much within any span of that length. */
export interface SlidingWindowLimit extends CountedLimit {
  readonly kind: "sliding";
  readonly windowMinutes: number;
  /** In the unit; for percent, the hidden quota in weighted tokens. */
  readonly limit: number;
}

/** So many calls at once. */
export interface ConcurrencyLimit {
  readonly kind: "concurrency";
  readonly limit: number;
}

/** One rule that every account has for itself. */
export type LimitRule = TokenBucketLimit | FixedWindowLimit | SlidingWindowLimit | ConcurrencyLimit;

/** Limits that are counted together, such as `codex` or `codex_bengalfox`. */
export interface LimitFamily {
  readonly family: string;
  /** A name for people, such as `GPT-5.3-Codex-Spark`. */
  readonly name?: string;
  /** The models that count here; `*` is all that no family names. A model of no family has no limits. */
  readonly models: readonly string[];
  readonly limits: readonly LimitRule[];
  /** Families that block this one when any of their counted limits is spent, however much is left here. */
  readonly gatedBy?: readonly string[];
}

/** How the charge for one call is wrong: `alsoGates` charges the families that gate the right one, too. */
export type PlantedCharge = "twice" | "never" | "alsoGates";

/** Calls that are charged wrongly on purpose. The same call number meets the same fate whatever else happens. */
export interface PlantedErrors {
  /** By call number; these come before the shares. */
  readonly calls?: Readonly<Record<number, PlantedCharge>>;
  readonly seed?: number;
  /** 0 to 1, of all calls that are large enough. */
  readonly shares?: Readonly<Partial<Record<PlantedCharge, number>>>;
  /** Calls of fewer weighted tokens are charged rightly when only a share would have it otherwise. */
  readonly leastWeight?: number;
}

/** A time without capacity for anybody. Unix ms, the end excluded. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
  /** All families unless told. */
  readonly families?: readonly string[];
}

/** All that a provider limits. */
export interface LimitsConfiguration {
  readonly families: readonly LimitFamily[];
  /** What one token weighs in a percentage; `DEFAULT_WEIGHTS` unless told. */
  readonly weights?: UsageWeights;
  readonly planted?: PlantedErrors;
  readonly outages?: readonly Outage[];
  /** Percentages are told in multiples of this: 1, the default, is whole percents. */
  readonly percentStep?: number;
  /** The plan that refusals name. */
  readonly planType?: string;
  /** Entries of the truth log beyond so many are forgotten, oldest first. */
  readonly keepLog?: number;
}

/** Names one bucket of an account by what it is, never by a position. */
export interface BucketName {
  readonly family: string;
  /** Null: concurrency has none. */
  readonly windowMinutes: number | null;
  readonly unit: CountedUnit | "concurrency";
}

/** How the bucket that a rule makes is called. */
export function bucketNameOf(family: string, rule: LimitRule): BucketName {
  if (rule.kind === "concurrency") return { family, windowMinutes: null, unit: "concurrency" };
  return { family, windowMinutes: rule.kind === "bucket" ? 1 : rule.windowMinutes, unit: rule.unit };
}

/** The family in which calls to a model count; null when they count nowhere. */
export function familyOfModel(configuration: LimitsConfiguration, model: string): LimitFamily | null {
  const { families } = configuration;
  return (
    families.find(({ models }) => models.includes(model)) ??
    families.find(({ models }) => models.includes("*")) ??
    null
  );
}
