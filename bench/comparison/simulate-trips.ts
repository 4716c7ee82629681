import type { ComparableTrip } from "#lib/domain/comparison/comparable-trip.ts";
import { seededRandom } from "#simulation/random.ts";

/** How made-up round trips of two arms come about. */
export interface Design {
  /** Sessions of each arm; when they are shared, of both together. */
  readonly sessions: number;
  /** Mean round trips of a session in one arm. */
  readonly meanTrips: number;
  /** Standard deviation of the logarithm of how many round trips a session has. */
  readonly sizeSpread: number;
  /** Share of the residual variance that is the session's. */
  readonly intraclass: number;
  /** Whether each session has round trips of both arms. */
  readonly areShared: boolean;
  /** Whether B gets the smaller work ("easier"), the larger ("harder"), or the same. */
  readonly mix: "same" | "easier" | "harder";
  /** True logarithm of the ratio of B to A, in every kind of work. */
  readonly effect: number;
  /** How much larger the effect is in the next bin of output tokens. */
  readonly effectSlope?: number;
}

/** What a round trip is about: bins of sizes, reasoning, connection, quarter of the day; and its effect. */
export interface Work {
  readonly input: number;
  readonly output: number;
  readonly isReasoning: boolean;
  readonly isReused: boolean;
  readonly quarter: number;
  readonly logMedian: number;
}

/** Spread of the logarithm within one kind of work, session and noise together. */
export const RESIDUAL = 0.5;

/** Sessions of three sorts: small, middling and large work. Shares of the bins in each. */
const SORTS = [
  { input: [0.4, 0.35, 0.15, 0.08, 0.02], output: [0.5, 0.35, 0.12, 0.03], reasoning: 0.1 },
  { input: [0.15, 0.3, 0.3, 0.2, 0.05], output: [0.25, 0.35, 0.3, 0.1], reasoning: 0.4 },
  { input: [0.03, 0.12, 0.25, 0.4, 0.2], output: [0.1, 0.25, 0.4, 0.25], reasoning: 0.8 },
] as const;
const QUARTERS = [0.05, 0.35, 0.4, 0.2] as const;
const REUSED = 0.85;
const INPUT_TOKENS = [300, 2_000, 8_000, 30_000, 90_000] as const;
const OUTPUT_TOKENS = [20, 100, 400, 1_500] as const;

/** The shares of the sorts among the sessions of A and of B. */
function sortShares({ mix, areShared }: Design): readonly [readonly number[], readonly number[]] {
  const [small, large, even] = [
    [0.65, 0.25, 0.1],
    [0.1, 0.25, 0.65],
    [0.35, 0.35, 0.3],
  ];
  if (mix === "same" || areShared) return [even ?? [], even ?? []];
  return mix === "easier" ? [large ?? [], small ?? []] : [small ?? [], large ?? []];
}

/** In shared sessions: how likely a round trip is of B, by its bin of input. */
function shareOfB({ mix, areShared }: Design, work: Work): number {
  if (!areShared || mix === "same") return 0.5;
  const rising = [0.15, 0.3, 0.5, 0.7, 0.85][work.input] ?? 0.5;
  return mix === "harder" ? rising : 1 - rising;
}

/** The true effect in a kind of work. */
export function effectIn(design: Design, work: Work): number {
  return design.effect + (design.effectSlope ?? 0) * (work.output - 1);
}

/** Every kind of work with how many round trips of A and of B are expected to be of it. */
export function expectedWork(
  design: Design,
): { readonly work: Work; readonly trips: readonly [number, number] }[] {
  const shares = sortShares(design);
  const each = design.sessions * design.meanTrips;
  return allWork().map(({ work, bySort }) => {
    const share = shareOfB(design, work);
    const expect = (arm: 0 | 1): number =>
      bySort.reduce((sum, part, sort) => sum + part * (shares[arm][sort] ?? 0), 0) * each;
    const factor = design.areShared ? 2 : 1;
    return design.areShared
      ? { work, trips: [factor * expect(0) * (1 - share), factor * expect(1) * share] as const }
      : { work, trips: [expect(0), expect(1)] as const };
  });
}

function allWork(): { readonly work: Work; readonly bySort: readonly number[] }[] {
  const all = [];
  for (let input = 0; input < 5; input++)
    for (let output = 0; output < 4; output++)
      for (const isReasoning of [true, false])
        for (const isReused of [true, false])
          for (let quarter = 0; quarter < 4; quarter++) {
            const work = makeWork(input, output, isReasoning, isReused, quarter);
            const bySort = SORTS.map(
              (sort) =>
                (sort.input[input] ?? 0) *
                (sort.output[output] ?? 0) *
                (isReasoning ? sort.reasoning : 1 - sort.reasoning) *
                (isReused ? REUSED : 1 - REUSED) *
                (QUARTERS[quarter] ?? 0),
            );
            all.push({ work, bySort });
          }
  return all;
}

function makeWork(
  input: number,
  output: number,
  isReasoning: boolean,
  isReused: boolean,
  quarter: number,
): Work {
  const logMedian =
    Math.log(600) +
    0.25 * input +
    0.15 * output +
    (isReasoning ? 0.4 : 0) +
    (isReused ? 0 : 0.25) +
    ([0, 0.1, 0.2, 0.1][quarter] ?? 0);
  return { input, output, isReasoning, isReused, quarter, logMedian };
}

/** Round trips of A and of B; the same for the same seed. */
export function simulateTrips(design: Design, seed: number): readonly [ComparableTrip[], ComparableTrip[]] {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const pick = (shares: readonly number[]): number => {
    let left = random();
    for (const [index, share] of shares.entries()) {
      left -= share;
      if (left < 0) return index;
    }
    return shares.length - 1;
  };
  const arms: readonly [ComparableTrip[], ComparableTrip[]] = [[], []];
  const shares = sortShares(design);
  const runSession = (session: string, arm: 0 | 1 | null): void => {
    const sort = SORTS[pick(shares[arm ?? 0])] ?? SORTS[0];
    const quarter = pick(QUARTERS);
    const own = Math.sqrt(design.intraclass) * RESIDUAL * normal();
    const mean = design.meanTrips * (arm === null ? 2 : 1);
    const size = mean * Math.exp(design.sizeSpread * normal() - design.sizeSpread ** 2 / 2);
    for (let trip = Math.max(1, Math.round(size)); trip > 0; trip--) {
      const work = makeWork(
        pick(sort.input),
        pick(sort.output),
        random() < sort.reasoning,
        random() < REUSED,
        quarter,
      );
      const inB = arm === null ? random() < shareOfB(design, work) : arm === 1;
      const noise = Math.sqrt(1 - design.intraclass) * RESIDUAL * normal();
      const log = work.logMedian + own + noise + (inB ? effectIn(design, work) : 0);
      arms[inB ? 1 : 0].push({
        session,
        value: Math.exp(log),
        uncachedInputTokens: INPUT_TOKENS[work.input] ?? null,
        outputTokens: OUTPUT_TOKENS[work.output] ?? null,
        reasoning: work.isReasoning,
        connectionReused: work.isReused,
        hour: quarter * 6 + Math.floor(random() * 6),
      });
    }
  };
  for (let session = 0; session < design.sessions; session++) {
    if (design.areShared) runSession(`both ${session}`, null);
    else {
      runSession(`a ${session}`, 0);
      runSession(`b ${session}`, 1);
    }
  }
  return arms;
}
