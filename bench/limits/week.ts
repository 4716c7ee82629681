import type { ForecastGrade } from "#tests/support/grade-forecasts.ts";
import {
  gradeWeekForecasts,
  gradeWeekLedgers,
  gradeWeekThrottles,
  sumLedgerGrades,
} from "#tests/support/grade-week.ts";
import { playWeek } from "#tests/support/play-week.ts";
import { startTestCollector } from "#tests/support/test-collector.ts";

// Whether what is told of the limits of a simulated week of a team of twenty is true, over a real collector and
// database: minutes lost, binding buckets, forecasts, and wrong charges found.
// `node bench/limits/week.ts [seeds] [pace] [percents are told in multiples of this] [--show]`

const [seeds = "3", pace = "1", percentStep = "1"] = process.argv
  .slice(2)
  .filter((word) => /^[\d.]+$/.test(word));
const INSTANTS = 40;
const isShown = process.argv.includes("--show");

const percent = (share: number) => (Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`);
const minutes = (ms: number) => `${(ms / 60_000).toFixed(2)} min`;
const shareOf = <T>(all: readonly T[], holds: (one: T) => boolean) => all.filter(holds).length / all.length;

function sayForecasts(name: string, grades: readonly ForecastGrade[]): void {
  for (const [windowMinutes, own] of Map.groupBy(grades, (grade) => grade.windowMinutes)) {
    const [spent, lasts] = [
      own.filter(({ says }) => says === "spent"),
      own.filter(({ says }) => says === "lasts"),
    ];
    const used = own.filter(({ holdsUse }) => holdsUse !== null);
    const brier =
      own.reduce((sum, { chance, wasSpent }) => sum + (chance - Number(wasSpent)) ** 2, 0) / own.length;
    console.log(
      `  ${name}, ${windowMinutes} min: instants of exhaustion held ${percent(shareOf(spent, (one) => one.holdsExhaustion))} of ${spent.length}, "lasts" ${percent(shareOf(lasts, (one) => one.holdsExhaustion))} of ${lasts.length}, use at the reset ${percent(shareOf(used, (one) => one.holdsUse === true))} of ${used.length}, Brier ${brier.toFixed(3)}`,
    );
  }
}

const all: ForecastGrade[] = [];
for (let seed = 1; seed <= Number(seeds); seed += 1) {
  const collector = await startTestCollector();
  const startedMs = performance.now();
  const week = await playWeek(collector, {
    seed,
    pace: Number(pace),
    percentStep: Number(percentStep),
    nowMs: Date.UTC(2026, 9, 5),
  });
  console.log(
    `\nSeed ${seed}: ${week.attempts.length} attempts, told in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
  );
  const { lost, refused, named, wrong } = await gradeWeekThrottles(week, collector.database);
  for (const { team, toldMs, trueMs } of lost)
    console.log(`  ${team}: ${minutes(toldMs)} lost are told of, ${minutes(trueMs)} were`);
  console.log(`  bucket right for ${named} of ${refused} refused attempts`);
  for (const line of new Set(wrong.map((one) => one.replace(/^.*: /, ""))))
    console.log(`    ${line}: ${wrong.filter((one) => one.endsWith(line)).length}`);
  const forecasts = await gradeWeekForecasts(week, collector.database, { instants: INSTANTS, seed });
  all.push(...forecasts);
  sayForecasts("forecast", forecasts);
  for (const grade of sumLedgerGrades(await gradeWeekLedgers(week, collector.database))) {
    const { bucket, kind, planted, detectable, found, foundAny, falseFlags } = grade;
    console.log(
      `  ${bucket} min, ${kind}: found ${found} of ${detectable} that can be, ${foundAny} of ${planted} in all, ${falseFlags.length} false`,
    );
    if (isShown) for (const flag of falseFlags) console.log(`    ${flag}`);
  }
  await collector.close();
}
console.log("\nAll seeds, intervals that claim 80 %");
sayForecasts("forecast", all);
process.exit(0);
