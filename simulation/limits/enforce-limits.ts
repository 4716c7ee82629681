import { accountBuckets, type Bucket } from "./account-buckets.ts";
import { type BucketState, bucketState } from "./bucket-state.ts";
import { amountOf, type CallUsage, DEFAULT_WEIGHTS } from "./call-usage.ts";
import { findRefusal, type Refusal } from "./find-refusal.ts";
import { familyOfModel, type LimitsConfiguration } from "./limits-configuration.ts";
import { plantedCharge } from "./planted-charge.ts";
import { type TruthCharge, type TruthEntry, type TruthEntryCommon, truthLog } from "./truth-log.ts";

/** One attempt to call a model. */
export interface CallRequest {
  readonly account: string;
  readonly model: string;
  /** What it may use at most, as the provider estimates it. */
  readonly size: CallUsage;
  /** Names the attempt in the truth log. */
  readonly reference?: string;
}

/** What became of an attempt; `call` is its number, `family` where it counts (null: nowhere). */
export type Admission = { readonly call: number; readonly family: string | null } & (
  | { readonly admitted: true }
  | ({ readonly admitted: false } & Refusal)
);

/** Limits at work. `nowMs` is Unix ms, of a real clock or a made-up one, and must not go back. */
export interface EnforcedLimits {
  /** Lets a call in, which must then be settled, or refuses it. */
  admit(request: CallRequest, nowMs: number): Admission;
  /**
   * Charges a call that ended for what it used; null is nothing, save that it was a request. Throws when no such call
   * is in flight.
   */
  settle(call: number, usage: CallUsage | null, nowMs: number): void;
  /** Every bucket of an account, in the order of the configuration; of an account never seen, too. */
  snapshot(account: string, nowMs: number): readonly BucketState[];
  /** All that truly happened, in order. */
  log(): readonly TruthEntry[];
  /** Those seen so far. */
  accounts(): readonly string[];
  readonly configuration: LimitsConfiguration;
}

interface InFlight {
  readonly entry: TruthEntryCommon;
  readonly size: CallUsage;
  readonly own: readonly Bucket[];
  readonly gates: readonly Bucket[];
}

const NOTHING: CallUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
const KEEP_LOG = 1_000_000;

/** Starts with nothing used. Throws when a family is gated by one that is not there. */
export function enforceLimits(configuration: LimitsConfiguration): EnforcedLimits {
  const { families, outages = [], weights = DEFAULT_WEIGHTS } = configuration;
  for (const gate of families.flatMap(({ gatedBy = [] }) => gatedBy))
    if (!families.some(({ family }) => family === gate)) throw new Error(`No family ${gate} to gate another`);
  const gatesOf = new Map(families.map(({ family, gatedBy = [] }) => [family, gatedBy]));
  const accounts = new Map<string, ReadonlyMap<string, readonly Bucket[]>>();
  const inFlight = new Map<number, InFlight>();
  const truth = truthLog(configuration.keepLog ?? KEEP_LOG);
  let calls = 0;

  const bucketsOf = (account: string) => {
    const known = accounts.get(account) ?? accountBuckets(configuration);
    accounts.set(account, known);
    return known;
  };
  const gating = (buckets: ReadonlyMap<string, readonly Bucket[]>, family: string | null) =>
    (gatesOf.get(family ?? "") ?? []).flatMap((gate) => buckets.get(gate) ?? []);

  return {
    configuration,
    admit({ account, model, size, reference = null }, nowMs) {
      calls += 1;
      const family = familyOfModel(configuration, model)?.family ?? null;
      const entry: TruthEntryCommon = { call: calls, reference, account, model, family, atMs: nowMs };
      const buckets = bucketsOf(account);
      const own = buckets.get(family ?? "") ?? [];
      const gates = gating(buckets, family);
      const outage = outages.find(
        (one) =>
          nowMs >= one.fromMs &&
          nowMs < one.untilMs &&
          (one.families === undefined || (family !== null && one.families.includes(family))),
      );
      const refusal =
        outage === undefined ? findRefusal(own, gates, size, nowMs) : withoutCapacity(outage.untilMs - nowMs);
      if (refusal !== null) {
        truth.add({ ...entry, kind: "refused", size, ...refusal });
        return { admitted: false, call: calls, family, ...refusal };
      }
      for (const bucket of own) if (bucket.takesAtAdmission) bucket.meter.take(bucket.amount(size), nowMs);
      inFlight.set(calls, { entry, size, own, gates });
      truth.add({ ...entry, kind: "admitted", size });
      return { admitted: true, call: calls, family };
    },
    settle(call, usage, nowMs) {
      const running = inFlight.get(call);
      if (running === undefined) throw new Error(`Call ${call} is not in flight`);
      inFlight.delete(call);
      const used = usage ?? NOTHING;
      const planted = plantedCharge(configuration.planted, call, amountOf("percent", used, weights));
      const times = planted === "twice" ? 2 : planted === "never" ? 0 : 1;
      const charged = (bucket: Bucket, often: number): TruthCharge => {
        const { used: full, limit } = bucket.meter.state(nowMs);
        return { bucket: bucket.name, amount: bucket.amount(used), times: often, usedFraction: full / limit };
      };
      const charges = running.own.flatMap((bucket) => {
        const { meter, rule, takesAtAdmission } = bucket;
        const isCounted = rule.kind !== "concurrency";
        const due = isCounted ? bucket.amount(used) * times : 0;
        if (takesAtAdmission) meter.correct(due - bucket.amount(running.size), running.entry.atMs, nowMs);
        else meter.take(due, nowMs);
        return isCounted ? charged(bucket, times) : [];
      });
      const gates = planted === "alsoGates" ? running.gates : [];
      const wrong = gates.flatMap((bucket) => {
        if (bucket.rule.kind === "concurrency") return [];
        bucket.meter.take(bucket.amount(used), nowMs);
        return charged(bucket, 1);
      });
      truth.add({
        ...running.entry,
        atMs: nowMs,
        kind: "settled",
        usage,
        planted,
        charges: [...charges, ...wrong],
      });
    },
    snapshot(account, nowMs) {
      const buckets = accounts.get(account) ?? accountBuckets(configuration);
      return [...buckets].flatMap(([family, own]) => {
        const gates = gating(buckets, family);
        return own.map((bucket) => bucketState(bucket, gates, nowMs));
      });
    },
    log: truth.entries,
    accounts: () => [...accounts.keys()],
  };
}

const withoutCapacity = (untilMs: number): Refusal => ({
  class: "capacity",
  boundBy: null,
  alsoBy: [],
  retryAfterMs: Math.ceil(untilMs),
  isTooLarge: false,
});
