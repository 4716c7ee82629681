import { amountOf, type CallUsage, DEFAULT_WEIGHTS } from "./call-usage.ts";
import { concurrencyMeter } from "./concurrency-meter.ts";
import { fixedWindowMeter } from "./fixed-window-meter.ts";
import {
  type BucketName,
  bucketNameOf,
  type LimitRule,
  type LimitsConfiguration,
} from "./limits-configuration.ts";
import type { Meter } from "./meter.ts";
import { slidingWindowMeter } from "./sliding-window-meter.ts";
import { tokenBucketMeter } from "./token-bucket-meter.ts";

/** One limit of one account at work. */
export interface Bucket {
  readonly name: BucketName;
  readonly rule: LimitRule;
  readonly meter: Meter;
  /** Whether a call takes its size when it is admitted, to be put right later. */
  readonly takesAtAdmission: boolean;
  readonly refusedAs: "rate" | "quota" | "concurrency";
  /** What a call of that size takes, in the unit. */
  amount(usage: CallUsage): number;
}

function meterOf(rule: LimitRule): Meter {
  switch (rule.kind) {
    case "bucket":
      return tokenBucketMeter(rule);
    case "fixed":
      return fixedWindowMeter(rule);
    case "sliding":
      return slidingWindowMeter(rule);
    case "concurrency":
      return concurrencyMeter(rule);
  }
}

/** The buckets of an account that has used nothing, by family, in the order of the configuration. */
export function accountBuckets(configuration: LimitsConfiguration): ReadonlyMap<string, readonly Bucket[]> {
  const weights = configuration.weights ?? DEFAULT_WEIGHTS;
  const bucketOf = (family: string, rule: LimitRule): Bucket => {
    const common = { name: bucketNameOf(family, rule), rule, meter: meterOf(rule) };
    if (rule.kind === "concurrency")
      return { ...common, takesAtAdmission: true, refusedAs: "concurrency", amount: () => 1 };
    const { unit, admits = unit === "percent" ? "untilSpent" : "whatFits" } = rule;
    return {
      ...common,
      takesAtAdmission: admits === "whatFits",
      refusedAs: rule.refusedAs ?? (unit === "percent" ? "quota" : "rate"),
      amount: (usage) => amountOf(unit, usage, weights),
    };
  };
  return new Map(
    configuration.families.map(({ family, limits }) => [
      family,
      limits.map((rule) => bucketOf(family, rule)),
    ]),
  );
}
