import { compareArms } from "#lib/domain/comparison/compare-arms.ts";
import { type Score, type Scored, scoreComparisons, type Tally } from "./score-comparisons.ts";
import { type Design, simulateTrips } from "./simulate-trips.ts";

// How often the 95 % intervals of a comparison hold the true ratio, how often it finds a difference that is there and
// one that is not, and whether it flags planted reversals: on round trips that cluster in sessions of unequal size,
// with a mix of work that differs between the arms. The same for the same seed.
// `node bench/comparison/coverage.ts [runs of each design] [seed] [only sections whose title has this]`
const [runs = "100", seed = "1", only = ""] = process.argv.slice(2);

const SIZES = [
  { sessions: 12, meanTrips: 30 },
  { sessions: 20, meanTrips: 15 },
  { sessions: 30, meanTrips: 40 },
  { sessions: 100, meanTrips: 10 },
  { sessions: 400, meanTrips: 8 },
  { sessions: 2_000, meanTrips: 4 },
];
const CLUSTERINGS = [
  { intraclass: 0.05, sizeSpread: 0.6, areShared: false },
  { intraclass: 0.2, sizeSpread: 1, areShared: false },
  { intraclass: 0.5, sizeSpread: 0.8, areShared: false },
  { intraclass: 0.2, sizeSpread: 1, areShared: true },
];
const DESIGNS: readonly Design[] = SIZES.flatMap((size) =>
  CLUSTERINGS.map((clustering) => ({ ...size, ...clustering, mix: "same" as const, effect: 0 })),
);

const TITLE =
  "sessions trips spread alike shared |  raw p10  p50  p90  p95  p99 | matched p10  p50  p90  p95  p99 | lower higher none | reversed  one both | overlap detects";

function describe({ sessions, meanTrips, sizeSpread, intraclass, areShared }: Design): string {
  return [
    String(sessions).padStart(8),
    String(meanTrips).padStart(5),
    sizeSpread.toFixed(1).padStart(6),
    intraclass.toFixed(2).padStart(5),
    (areShared ? "yes" : "no").padStart(6),
  ].join(" ");
}

function percent(part: number, whole: number): string {
  return (whole === 0 ? "–" : ((100 * part) / whole).toFixed(part === whole ? 0 : 1)).padStart(5);
}

/** Of quantiles with an interval in too few runs nothing is told. */
function coverages(tallies: ReadonlyMap<Scored, Tally>, all: number): string {
  return [...tallies.values()].map(({ told, held }) => percent(held, told < all / 4 ? 0 : told)).join("");
}

function line(design: Design, score: Score): string {
  return [
    describe(design),
    `|    ${coverages(score.raw, score.runs)} |        ${coverages(score.matched, score.runs)}`,
    `| ${percent(score.lower, score.runs)} ${percent(score.higher, score.runs)} ${percent(score.withoutInterval, score.runs)}`,
    `|    ${[score.reversed, score.reversedByOne, score.reversedByBoth].map((part) => percent(part, score.runs)).join("")}`,
    `|  ${percent(100 * score.overlap, 100)}   ${score.smallestDetectableRatio.toFixed(2)}`,
  ].join(" ");
}

/** All intervals of some scores together, of those quantiles that enough runs tell. */
function summary(scores: readonly Score[]): string {
  return (["raw", "matched"] as const)
    .map((which) => {
      const tallies = scores.flatMap((score) =>
        [...score[which].values()].filter(({ told }) => told >= score.runs / 4),
      );
      const shares = tallies.map(({ told, held }) => (100 * held) / told).sort((a, b) => a - b);
      const told = tallies.reduce((sum, tally) => sum + tally.told, 0);
      const held = tallies.reduce((sum, tally) => sum + tally.held, 0);
      const within = shares.filter((share) => share >= 93 && share <= 98).length;
      return `${which}: ${percent(held, told).trim()} % of ${told} intervals hold; single cells ${shares[0]?.toFixed(1)} to ${shares.at(-1)?.toFixed(1)}, ${within} of ${shares.length} within 93 to 98`;
    })
    .join("\n");
}

function section(title: string, change: (design: Design) => Partial<Design>, designs = DESIGNS): void {
  if (!title.includes(only)) return;
  console.log(`\n${title}\n${TITLE}`);
  const scores = designs.map((design, at) => {
    const changed = { ...design, ...change(design) };
    // Large ones take long, and vary little.
    const often = Math.ceil(Number(runs) / (design.sessions >= 2_000 ? 4 : design.sessions >= 400 ? 2 : 1));
    const score = scoreComparisons(changed, often, Number(seed) * 1_000 + at);
    console.log(line(changed, score));
    return score;
  });
  console.log(summary(scores));
}

section("No difference, same work: every verdict is false", () => ({}));
section("No difference, B gets easier work: every verdict is false", () => ({ mix: "easier" }));
section("B is 35 % slower and gets easier work: a reversal where raw says faster", () => ({
  mix: "easier",
  effect: 0.3,
}));
section(
  "B is 20 % faster and gets harder work, and is more so with long output",
  () => ({ mix: "harder", effect: -0.2, effectSlope: -0.1 }),
  DESIGNS.filter(({ sessions }) => sessions >= 100),
);
for (const effect of [0.1, 0.2, 0.4]) {
  section(
    `B is ${(100 * Math.expm1(effect)).toFixed(0)} % slower, same work: how often that is found`,
    () => ({ effect }),
    DESIGNS.filter(({ intraclass }) => intraclass === 0.2),
  );
}

/** CPU time of one comparison, the median of some, after two to warm up. */
function measure(design: Design): string {
  const [a, b] = simulateTrips(design, 1);
  const times = Array.from({ length: 9 }, () => {
    const before = process.cpuUsage();
    compareArms(a, b);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  const median = times.slice(2).sort((one, other) => one - other)[3] ?? Number.NaN;
  return `${describe(design)} | ${a.length} against ${b.length} round trips: ${median.toFixed(0)} ms of CPU`;
}

console.log();
for (const [sessions, meanTrips] of [
  [20, 500],
  [500, 20],
  [5_000, 2],
] as const) {
  console.log(
    measure({
      sessions,
      meanTrips,
      sizeSpread: 0.8,
      intraclass: 0.2,
      areShared: false,
      mix: "easier",
      effect: 0.2,
    }),
  );
}
