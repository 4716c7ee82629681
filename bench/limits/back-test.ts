import { seededRandom } from "#simulation/random.ts";
import { type Habit, TUNED_CALLERS, TUNED_HABITS } from "./habits.ts";
import { readRecorded } from "./read-recorded.ts";
import { type Outcome, type Outcomes, scoreForecasts } from "./score-forecasts.ts";
import { type BucketHistory, type SimulatedKind, simulateBucket } from "./simulate-bucket.ts";
import { UNSEEN_CALLERS, UNSEEN_HABITS } from "./unseen-habits.ts";

// How often the intervals of the forecast hold, against what they claim, and how far its medians lie off, beside the
// forecast that most tools make. The same for the same seed.
// `node bench/limits/back-test.ts [seed] [buckets of each habit] [file of recorded histories]`
const [seed = "1", each = "12", file] = process.argv.slice(2);
const MOMENTS = 25;
const say = (line: string) => void process.stdout.write(`${line}\n`);

const MINUTE_MS = 60_000;
const LONG: Readonly<Record<string, SimulatedKind>> = {
  "5 h": { windowMinutes: 300, kind: "fixed", stepMs: MINUTE_MS, windows: 14 * 5 },
  "1 d": { windowMinutes: 1_440, kind: "fixed", stepMs: 2 * MINUTE_MS, windows: 28 },
  "7 d": { windowMinutes: 10_080, kind: "fixed", stepMs: 10 * MINUTE_MS, windows: 7 },
  "5 h sliding": { windowMinutes: 300, kind: "sliding", stepMs: MINUTE_MS, windows: 14 * 5 },
};
const SHORT: Readonly<Record<string, SimulatedKind>> = {
  "1 min fixed": { windowMinutes: 1, kind: "fixed", stepMs: 1_000, windows: 120 },
  "1 min refilled": { windowMinutes: 1, kind: "bucket", stepMs: 1_000, windows: 120 },
};

function simulated(
  kind: SimulatedKind,
  habits: Readonly<Record<string, Habit>>,
  salt: number,
): BucketHistory[] {
  return Object.entries(habits).flatMap(([label, habit], at) =>
    Array.from({ length: Number(each) }, (_, nth) =>
      simulateBucket(label, habit, kind, seededRandom(Number(seed) * 1e6 + salt * 1e4 + at * 100 + nth)),
    ),
  );
}

const percent = (share: number) =>
  Number.isNaN(share) ? "   –" : `${(100 * share).toFixed(0).padStart(3)}%`;
const shareOf = <T>(all: readonly T[], holds: (one: T) => boolean): number =>
  all.filter(holds).length / all.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** One line: how often intervals held, and the median errors. */
function line(label: string, outcomes: readonly Outcome[]): string {
  const told = outcomes.filter(({ holdsFraction }) => holdsFraction !== null);
  const spent = outcomes.filter(({ saysExhaustion }) => saysExhaustion);
  const lasting = outcomes.filter(({ saysExhaustion }) => !saysExhaustion);
  const known = outcomes.flatMap(({ chance, wasSpent }) => (chance === null ? [] : [{ chance, wasSpent }]));
  const brier =
    known.reduce((sum, { chance, wasSpent }) => sum + (chance - Number(wasSpent)) ** 2, 0) / known.length;
  return [
    label.padEnd(24),
    String(outcomes.length).padStart(6),
    percent(shareOf(told, ({ holdsFraction }) => holdsFraction === true)).padStart(9),
    percent(shareOf(told, ({ isAbove }) => isAbove)).padStart(6),
    `${(100 * median(outcomes.flatMap(({ fractionError }) => fractionError ?? []))).toFixed(1)} pt`.padStart(
      9,
    ),
    percent(shareOf(spent, ({ holdsExhaustion }) => holdsExhaustion)).padStart(11),
    `${percent(shareOf(lasting, ({ holdsExhaustion }) => holdsExhaustion))} of ${percent(lasting.length / outcomes.length)}`.padStart(
      13,
    ),
    percent(median(outcomes.flatMap(({ instantError }) => instantError ?? []))).padStart(8),
    Number.isNaN(brier) ? "       –" : brier.toFixed(3).padStart(8),
  ].join(" ");
}

function report(name: string, { ours, naive, unknown }: Outcomes, byLabel: boolean): void {
  say(line(`${name}: forecast`, ours));
  say(line(`${name}: mean slope`, naive));
  if (byLabel) {
    for (const [label, own] of Map.groupBy(ours, (outcome) => outcome.label)) say(line(`    ${label}`, own));
  }
  say(`    ${unknown} of ${unknown + ours.length} told as unknown`);
}

say(
  ["", "n", "use held", "above", "off by", "spent held", "lasts held", "off by", "Brier"]
    .map((head, at) => (at === 0 ? head.padEnd(24) : head.padStart([0, 6, 9, 6, 9, 11, 13, 8, 8][at] ?? 0)))
    .join(" "),
);
say('Intervals claim 80 %; "lasts" claims at least 80 %. Errors of instants are in shares of the window.');
if (file === undefined) {
  const sets = [
    ["tuned on", TUNED_HABITS, TUNED_CALLERS],
    ["not tuned on", UNSEEN_HABITS, UNSEEN_CALLERS],
  ] as const;
  for (const [set, [title, habits, callers]] of sets.entries()) {
    say(`\nHabits that the forecast was ${title}`);
    const kinds = [
      ...Object.entries(LONG).map((of) => [...of, habits] as const),
      ...Object.entries(SHORT).map((of) => [...of, callers] as const),
    ];
    for (const [at, [name, kind, of]] of kinds.entries()) {
      const random = seededRandom(Number(seed) * 7 + at);
      report(name, scoreForecasts(simulated(kind, of, set * 10 + at), MOMENTS, random), true);
    }
  }
} else {
  const histories = await readRecorded(file);
  for (const [minutes, own] of Map.groupBy(histories, ({ window }) => window.windowMinutes)) {
    report(`${minutes} min`, scoreForecasts(own, 200, seededRandom(Number(seed))), false);
  }
}
