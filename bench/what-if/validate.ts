import {
  FIGURES,
  type Figure,
  type Score,
  scorePrediction,
  type Trial,
  truthOf,
} from "./score-predictions.ts";
import { SMALL_WORK, TRUTHS, USUAL_WORK } from "./truths.ts";

// How often the 95 % intervals of the what-if model hold what is true of all such turns (first line), and what the very same
// turns came to when they ran on the other tier (second line), whose chance the intervals do not promise to hold.
// `node bench/what-if/validate.ts [seed] [predictions of each kind]`
const [seed = "1", each = "200", only] = process.argv.slice(2);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const toInstant = { changes: [{ kind: "tier", from: "Standard", to: "Instant" }] } as const;
const usual: Trial = {
  habit: USUAL_WORK,
  recorded: TRUTHS.standard,
  asked: TRUTHS.instant,
  donorHabit: SMALL_WORK,
  scenario: toInstant,
};
const few = { sessions: 20, turnsPerSession: 4 };

const TRIALS: Readonly<Record<string, Trial>> = {
  "to a faster tier": usual,
  "  many turns": { ...usual, habit: { ...USUAL_WORK, sessions: 300 } },
  "  few turns": { ...usual, habit: { ...USUAL_WORK, ...few } },
  "  few donors": { ...usual, donorHabit: { ...SMALL_WORK, ...few } },
  "  few of both": { ...usual, habit: { ...USUAL_WORK, ...few }, donorHabit: { ...SMALL_WORK, ...few } },
  "  tools that take long": { ...usual, habit: { ...USUAL_WORK, toolMs: 8000 } },
  "  agents side by side": { ...usual, habit: { ...USUAL_WORK, parallelShare: 0.8 } },
  "to a slower tier": {
    ...usual,
    asked: TRUTHS.deep,
    scenario: { changes: [{ kind: "tier", from: null, to: "Deep" }] },
  },
  "  few of both ": {
    ...usual,
    habit: { ...USUAL_WORK, ...few },
    donorHabit: { ...SMALL_WORK, ...few },
    asked: TRUTHS.deep,
    scenario: { changes: [{ kind: "tier", from: null, to: "Deep" }] },
  },
  "to a tier just as fast": {
    ...usual,
    asked: { ...TRUTHS.standard, tier: "Other" },
    scenario: { changes: [{ kind: "tier", from: null, to: "Other" }] },
  },
  "to WebSockets": {
    ...usual,
    asked: TRUTHS.socket,
    scenario: { changes: [{ kind: "transport", to: "websocket" }] },
  },
};

const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}%`);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const held = (scores: readonly Score[], of: "holds" | "holdsReal", figure: Figure): string =>
  percent(mean(scores.flatMap((score) => score[of][figure] ?? []).map(Number)));

const row = (cells: readonly string[]): string =>
  cells.map((cell, at) => (at === 0 ? cell.padEnd(26) : cell.padStart(10))).join(" ");
say(row(["", ...FIGURES, "bias", "of p50", "of p95", "±", "refused", "after"]));
for (const [at, [name, trial]] of Object.entries(TRIALS).entries()) {
  if (only !== undefined && !name.includes(only)) continue;
  const base = Number(seed) * 1e6 + at * 1e4;
  const truth = truthOf(trial, 20_000, base);
  const scores = Array.from({ length: Number(each) }, (_, nth) =>
    scorePrediction(trial, truth, base + nth + 1),
  );
  const told = scores.filter(({ result }) => result !== null);
  const phases = Map.groupBy(told, ({ result }) => result?.bottleneck.after ?? "client");
  const most = [...phases].toSorted(([, a], [, b]) => b.length - a.length)[0];
  say(
    row([
      name,
      ...FIGURES.map((figure) => held(told, "holds", figure)),
      percent(mean(told.flatMap(({ errors }) => errors.meanMs ?? []))),
      percent(mean(told.flatMap(({ errors }) => errors.p50Ms ?? []))),
      percent(mean(told.flatMap(({ errors }) => errors.p95Ms ?? []))),
      percent(mean(told.map(({ width }) => width))),
      String(scores.length - told.length),
      `${most?.[0] ?? "–"} ${percent((most?.[1].length ?? 0) / told.length)}`,
    ]),
  );
  say(row(["    the same turns, run", ...FIGURES.map((figure) => held(told, "holdsReal", figure))]));
}
