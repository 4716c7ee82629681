import { auditLimits } from "#lib/analytics/audit-limits.ts";
import { listLimits } from "#lib/analytics/list-limits.ts";
import { listThrottles } from "#lib/analytics/list-throttles.ts";
import { bucketKey } from "#lib/domain/limits/bucket.ts";
import type { Database } from "#lib/store/database.ts";
import { seededRandom } from "#simulation/random.ts";
import { type ForecastGrade, gradeForecasts } from "./grade-forecasts.ts";
import { gradeThrottles, type ThrottlesGrade } from "./grade-throttles.ts";
import { gradeWeekLedger, type WeekLedgerGrade } from "./grade-week-ledger.ts";
import { callsOfRoundTrips, type PlayedWeek } from "./play-week.ts";
import { weekWindows } from "./week-windows.ts";

const HOUR_MS = 3_600_000;

/** What is told of the throttles of a week, beside the truth. */
export async function gradeWeekThrottles(week: PlayedWeek, database: Database): Promise<ThrottlesGrade> {
  const window = { fromMs: week.startMs, toMs: week.endMs };
  const { throttles } = await listThrottles({ window, filters: {} }, database);
  return gradeThrottles(week.history, week.attempts, throttles);
}

/** Whether the forecasts of so many instants of the working hours of a week held. */
export async function gradeWeekForecasts(
  week: PlayedWeek,
  database: Database,
  { instants, seed }: { readonly instants: number; readonly seed: number },
): Promise<readonly ForecastGrade[]> {
  const random = seededRandom(seed);
  const windows = weekWindows(week.history);
  const grades: ForecastGrade[] = [];
  for (let instant = 0; instant < instants; instant += 1) {
    // The week begins on a Saturday; people work from Monday to Friday.
    const [day, hour] = [2 + Math.floor(5 * random()), 9 + 9 * random()];
    const atMs = Math.round(week.startMs + (24 * day + hour) * HOUR_MS);
    const { buckets } = await listLimits(atMs, database);
    grades.push(...gradeForecasts(buckets, windows, atMs));
  }
  return grades;
}

/** What the ledgers of all subscriptions found, by bucket and kind. */
export async function gradeWeekLedgers(
  week: PlayedWeek,
  database: Database,
): Promise<readonly WeekLedgerGrade[]> {
  const audit = await auditLimits({ fromMs: week.startMs, toMs: week.endMs }, database);
  const callOf = await callsOfRoundTrips(database, week.attempts);
  const windows = weekWindows(week.history);
  const attempts = Map.groupBy(week.attempts, ({ person }) => person.account);
  const { families } = week.history.limits.codex.configuration;
  return audit.buckets.flatMap((bucket) => {
    const rule = families
      .find(({ family }) => family === bucket.family)
      ?.limits.find((one) => one.kind === "fixed" && one.windowMinutes === bucket.windowMinutes);
    if (rule?.kind !== "fixed") return [];
    return gradeWeekLedger(bucket, {
      limit: rule.limit,
      attempts: attempts.get(bucket.account ?? "") ?? [],
      windows: windows.get(bucketKey(bucket)) ?? [],
      callOf,
    });
  });
}

/** Grades of one kind of fault in buckets of one kind, added up. */
export function sumLedgerGrades(grades: readonly WeekLedgerGrade[]): readonly WeekLedgerGrade[] {
  const groups = Map.groupBy(grades, ({ bucket, kind }) => `${bucket} ${kind}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const sum = (count: "planted" | "detectable" | "found" | "foundAny") =>
      group.reduce((total, one) => total + one[count], 0);
    return {
      ...first,
      planted: sum("planted"),
      detectable: sum("detectable"),
      found: sum("found"),
      foundAny: sum("foundAny"),
      falseFlags: group.flatMap(({ falseFlags }) => falseFlags),
    };
  });
}
