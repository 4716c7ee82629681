import { type Bucket, bucketKey } from "#lib/domain/limits/bucket.ts";
import type { LedgerBucket } from "#lib/domain/limits/ledger/audit-account.ts";
import type { LedgerCall } from "#lib/domain/limits/ledger/ledger-call.ts";
import { seededRandom } from "#simulation/random.ts";

export type PlantedKind = "chargedTwice" | "notCharged" | "chargedElsewhere";

export interface MadeUpWeekOptions {
  readonly seed: number;
  /** The step that shares are told in; 0 for exact ones. */
  readonly resolution: number;
  readonly rounding?: "nearest" | "down";
  /** About so many calls. */
  readonly calls?: number;
  /** How often in the week another device uses the account. */
  readonly unknownUses?: number;
  /** When a call is charged. */
  readonly charged?: "start" | "end" | "between";
  /** When its answer tells how full the buckets are: with the headers, or with the last event. */
  readonly readAt?: "headers" | "end";
  /** The relative standard deviation of what a call costs. */
  readonly noise?: number;
  /** What share of the calls the provider names a family for. */
  readonly named?: number;
  /** What share of the calls is planted as each kind of fault, among the largest tenth. */
  readonly planted?: number;
  /** Chance that a turn has subagents that call at the same time. */
  readonly subagents?: number;
}

export interface MadeUpWeek {
  readonly buckets: readonly (LedgerBucket & {
    readonly key: string;
    /** Weighted tokens that fill it. */
    readonly quota: number;
  })[];
  readonly calls: readonly LedgerCall[];
  readonly planted: ReadonlyMap<string, PlantedKind>;
  /** What a call weighs, in weighted tokens. */
  readonly weightOf: ReadonlyMap<string, number>;
  /** The family that a call counts for. */
  readonly familyOf: ReadonlyMap<string, string>;
}

const FAMILIES = { general: "gpt-made-up", spark: "gpt-made-up-spark" } as const;
const WINDOWS = { short: 300, week: 10_080 } as const;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 9, 5);
const WEIGHTS = { cached: 0.1, output: 4 } as const;
const USUAL_SHARE_OF_WEEK = 0.8;
const SHORT_WINDOW_SHARE = 0.13;

type Family = keyof typeof FAMILIES;
interface Movement {
  readonly atMs: number;
  readonly family: Family;
  readonly weight: number;
}

/**
 * A week of one account with two families, each with a window of 5 hours that opens with the first use and one of a
 * week, of which the truth is known: what each call costs, what others use, and which calls are charged wrongly.
 */
export function madeUpWeek(options: MadeUpWeekOptions): MadeUpWeek {
  const { seed, resolution, noise = 0.03, named = 1, planted: share = 0.01, unknownUses = 6 } = options;
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const made = makeCalls(random, normal, options);
  const calls = made.map(({ call, family }) => ({ ...call, family: random() < named ? family : null }));
  const familyOf = new Map(made.map(({ call, family }) => [call.id, family]));
  const weightOf = new Map(
    calls.map((call) => [
      call.id,
      (call.uncachedInputTokens +
        WEIGHTS.cached * call.cachedInputTokens +
        WEIGHTS.output * call.outputTokens) *
        Math.exp(noise * normal()),
    ]),
  );
  const weightsByFamily = (family: Family) =>
    calls
      .filter(({ id }) => familyOf.get(id) === family)
      .reduce((sum, { id }) => sum + (weightOf.get(id) ?? 0), 0);
  const planted = plant(calls, weightOf, share, random);
  const quotas = Object.fromEntries(
    (["general", "spark"] as const).map((family) => [family, weightsByFamily(family) / USUAL_SHARE_OF_WEEK]),
  ) as Record<Family, number>;

  const movements: Movement[] = calls.flatMap((call) => {
    const family = familyOf.get(call.id) ?? "general";
    const other = family === "general" ? "spark" : "general";
    const weight = weightOf.get(call.id) ?? 0;
    const atMs = chargedAt(call, options.charged ?? "end", random);
    const fault = planted.get(call.id);
    // The other meter counts in shares of its own quota.
    const elsewhere = { atMs, family: other, weight } as const;
    if (fault === "notCharged") return [];
    if (fault === "chargedTwice") return [{ atMs, family, weight: 2 * weight }];
    if (fault === "chargedElsewhere")
      return random() < 0.5 ? [elsewhere] : [{ atMs, family, weight }, elsewhere];
    return [{ atMs, family, weight }];
  });
  for (let use = 0; use < unknownUses; use++) {
    const family = random() < 0.6 ? "general" : "spark";
    const fraction = 0.001 * Math.exp(3 * random());
    const day = Math.floor(random() * 7);
    const atMs = START + day * DAY + 9 * HOUR + random() * 9 * HOUR;
    movements.push({ atMs, family, weight: fraction * quotas[family] * SHORT_WINDOW_SHARE * 3 });
  }
  movements.sort((a, b) => a.atMs - b.atMs);

  const readings = readingTimes(calls, familyOf, options.readAt ?? "headers", random);
  const buckets = (["general", "spark"] as const).flatMap((family) =>
    (["short", "week"] as const).map((window) => {
      const bucket: Bucket = {
        provider: "made-up",
        account: "account",
        family,
        windowMinutes: WINDOWS[window],
        unit: "percent",
      };
      const quota = quotas[family] * (window === "short" ? SHORT_WINDOW_SHARE : 1);
      const own = movements.filter((movement) => movement.family === family);
      const points = read(own, readings[family], {
        quota,
        window,
        resolution,
        rounding: options.rounding ?? "down",
      });
      return { bucket, key: bucketKey(bucket), points, quota };
    }),
  );
  return { buckets, calls, planted, weightOf, familyOf };
}

type CompleteCall = LedgerCall & {
  readonly uncachedInputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
};

/** Turns in working hours, each a row of calls, some with subagents that call at the same time. */
function makeCalls(
  random: () => number,
  normal: () => number,
  { calls = 1500, subagents = 0.3 }: MadeUpWeekOptions,
) {
  const made: { readonly call: CompleteCall; readonly family: Family }[] = [];
  const turns = Math.round(calls / 12);
  const row = (fromMs: number, count: number, family: Family) => {
    let atMs = fromMs;
    for (let index = 0; index < count; index++) {
      const outputTokens = Math.round(300 * Math.exp(1.1 * normal()));
      const input = Math.round(20_000 * Math.exp(0.8 * normal()));
      const cached = random() < 0.15 ? 0 : Math.round(input * (0.5 + 0.5 * random()));
      const duration = 1_000 + (family === "spark" ? 2 : 15) * outputTokens;
      made.push({
        family,
        call: {
          id: `call-${made.length}`,
          startedAtMs: Math.round(atMs),
          endedAtMs: Math.round(atMs + duration),
          model: FAMILIES[family],
          family: null,
          uncachedInputTokens: input - cached,
          cachedInputTokens: cached,
          outputTokens,
          outcome: "complete",
        },
      });
      atMs += duration + 200 + 20_000 * random() ** 3;
    }
  };
  for (let turn = 0; turn < turns; turn++) {
    const day = Math.floor(random() * 6.5);
    const fromMs =
      START + day * DAY + 9 * HOUR + Math.floor(random() * 27) * 20 * MINUTE + random() * 5 * MINUTE;
    const family = random() < 0.65 ? "general" : "spark";
    const count = 3 + Math.floor(random() * 14);
    row(fromMs, count, family);
    if (random() < subagents)
      row(fromMs + 10_000 * random(), 2 + Math.floor(random() * 6), random() < 0.5 ? family : "spark");
  }
  return made;
}

function plant(
  calls: readonly CompleteCall[],
  weightOf: ReadonlyMap<string, number>,
  share: number,
  random: () => number,
): ReadonlyMap<string, PlantedKind> {
  const weight = (call: LedgerCall) => weightOf.get(call.id) ?? 0;
  const large = calls.toSorted((a, b) => weight(b) - weight(a)).slice(0, Math.ceil(calls.length / 10));
  const order = large.map((call) => ({ call, key: random() })).toSorted((a, b) => a.key - b.key);
  const each = Math.round(calls.length * share);
  const kinds = ["chargedTwice", "notCharged", "chargedElsewhere"] as const;
  const counts = [each, each, Math.round(each / 4)];
  const planted = new Map<string, PlantedKind>();
  const chosen: LedgerCall[] = [];
  for (const [index, kind] of kinds.entries()) {
    for (let n = 0; n < (counts[index] ?? 0); n++) {
      // Two faults side by side would hide each other.
      let next = order.pop();
      while (next !== undefined && isNearTo(next.call, chosen)) next = order.pop();
      if (next === undefined) continue;
      planted.set(next.call.id, kind);
      chosen.push(next.call);
    }
  }
  return planted;
}

function isNearTo(call: LedgerCall, others: readonly LedgerCall[]): boolean {
  return others.some(
    (other) =>
      call.startedAtMs < other.endedAtMs + 3 * MINUTE && other.startedAtMs < call.endedAtMs + 3 * MINUTE,
  );
}

function chargedAt(call: LedgerCall, charged: "start" | "end" | "between", random: () => number): number {
  const part = charged === "start" ? 0 : charged === "end" ? 1 : random();
  return call.startedAtMs + part * (call.endedAtMs - call.startedAtMs);
}

/** With each call of a family, and every 10 minutes of a working day. */
function readingTimes(
  calls: readonly LedgerCall[],
  familyOf: ReadonlyMap<string, string>,
  readAt: "headers" | "end",
  random: () => number,
): Readonly<Record<Family, readonly number[]>> {
  const polled = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 60 }, (__, index) => START + day * DAY + 9 * HOUR + index * 10 * MINUTE),
  ).flat();
  const timesOf = (family: Family) => {
    const told = calls
      .filter(({ id }) => familyOf.get(id) === family)
      .map((call) =>
        readAt === "end"
          ? call.endedAtMs + 5
          : Math.min(call.endedAtMs, call.startedAtMs + 200 + 300 * random()),
      );
    return [...told, ...polled].toSorted((a, b) => a - b);
  };
  return { general: timesOf("general"), spark: timesOf("spark") };
}

function read(
  movements: readonly Movement[],
  times: readonly number[],
  how: {
    readonly quota: number;
    readonly window: keyof typeof WINDOWS;
    readonly resolution: number;
    readonly rounding: "nearest" | "down";
  },
) {
  const length = WINDOWS[how.window] * MINUTE;
  // The week begins on Thursday.
  let resetsAtMs = how.window === "week" ? START + 3 * DAY + 11 * HOUR : START;
  let [used, next] = [0, 0];
  const advance = (toMs: number) => {
    if (toMs < resetsAtMs) return;
    used = 0;
    resetsAtMs = how.window === "week" ? resetsAtMs + length : toMs + length;
  };
  return times.map((atMs) => {
    for (
      let movement = movements[next];
      movement !== undefined && movement.atMs <= atMs;
      movement = movements[next]
    ) {
      advance(movement.atMs);
      used += movement.weight / how.quota;
      next += 1;
    }
    if (how.window === "week" || atMs >= resetsAtMs) advance(atMs);
    return {
      atMs,
      usedFraction: round(used, how.resolution, how.rounding),
      resetsAtMs: Math.round(resetsAtMs / 1000) * 1000,
      resolution: how.resolution,
    };
  });
}

function round(value: number, step: number, rounding: "nearest" | "down"): number {
  if (step === 0) return value;
  const steps = value / step;
  return (rounding === "nearest" ? Math.round(steps) : Math.floor(steps + 1e-9)) * step;
}
