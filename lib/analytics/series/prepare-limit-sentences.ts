import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import { formatClock } from "#lib/analytics/format-clock.ts";
import { formatCount, formatShare } from "#lib/analytics/format-number.ts";
import { formatSpan } from "#lib/analytics/format-span.ts";
import type { LimitBucket, LimitsNow } from "#lib/analytics/list-limits.ts";
import type { LostTime } from "#lib/analytics/lost-to-throttling.ts";
import { bucketKey } from "#lib/domain/limits/bucket.ts";
import { sayWithin } from "./prepare-forecast-text.ts";
import { plain, type Sentence, sentence } from "./sentence.ts";
import { shortAccount } from "./short-account.ts";

/** What the sentences are made of; `when` says the window of what was refused, such as "in the last 24 hours". */
export interface LimitState {
  readonly limits: LimitsNow;
  readonly lost: LostTime;
  readonly when: string;
  /** Who was seen with an account. */
  readonly peopleOf: ReadonlyMap<string, readonly string[]>;
  readonly nowMs: number;
  readonly timeZone?: string;
}

/** Says which limit will stop whom next, who is stopped now, and what throttling has cost. */
export function prepareLimitSentences(state: LimitState): readonly Sentence[] {
  return [sayNextStop(state), sayStopped(state), sayLost(state.lost, state.when)].filter(
    (one) => one !== null,
  );
}

/** Says which limit will stop whom next, or that none will as far as can be foreseen. */
export function sayNextStop({
  limits,
  peopleOf,
  nowMs,
  timeZone,
}: Omit<LimitState, "lost" | "when">): Sentence {
  const clock = (unixMs: number): string => formatClock(unixMs, nowMs, timeZone);
  const { nextStop } = limits.team;
  const bucket = nextStop && limits.buckets.find((one) => bucketKey(one) === bucketKey(nextStop.bucket));
  if (!bucket) return sayNothingEnds(limits.buckets, peopleOf);
  const { forecast } = bucket;
  const interval =
    forecast.exhaustsAtIntervalMs === null
      ? ""
      : ` (${sayWithin(forecast.exhaustsAtIntervalMs, clock)}, ${formatShare(forecast.confidence)})`;
  const back = forecast.resetsAtMs === null ? null : clock(forecast.resetsAtMs);
  const also = bucketKey(nextStop.stops) === bucketKey(nextStop.bucket) ? null : bucketLabel(nextStop.stops);
  return [
    ...sentence`Next to run out: ${bucketLabel(bucket)} of ${accountOf(bucket, peopleOf)}, at about ${clock(nextStop.atMs)}${plain(interval)}`,
    ...(also === null ? [] : sentence`, and ${also} with it`),
    ...(back === null ? sentence`.` : sentence`; back at ${back}.`),
  ];
}

/** One in ten may well happen. */
const WORTH_SAYING = 0.1;

const chanceOf = ({ forecast }: LimitBucket): number =>
  forecast.gap === null ? (forecast.chanceOfExhaustion ?? 0) : 0;

function sayNothingEnds(buckets: readonly LimitBucket[], peopleOf: LimitState["peopleOf"]): Sentence {
  const open = buckets.filter(
    ({ forecast, blockedBy }) => blockedBy.length === 0 && (forecast.usedFraction ?? 0) < 1,
  );
  const foreseen = open.filter(({ forecast }) => forecast.gap === null).length;
  if (foreseen === 0)
    return sentence`${"Nothing can be foreseen yet"}: too little use was seen of the buckets that are open.`;
  const n = plain(`n ${formatCount(foreseen)} of ${formatCount(open.length)} open buckets have a forecast`);
  const nothing = sentence`${"Nothing runs out before its reset"}, as far as can be foreseen (${n})`;
  const [likeliest] = open.toSorted((a, b) => chanceOf(b) - chanceOf(a));
  if (!likeliest || chanceOf(likeliest) < WORTH_SAYING) return [...nothing, ...sentence`.`];
  return [
    ...nothing,
    ...sentence`; likeliest to do so is ${bucketLabel(likeliest)} of ${plain(accountOf(likeliest, peopleOf))}: ${formatShare(chanceOf(likeliest))}.`,
  ];
}

function accountOf({ provider, account }: LimitBucket, peopleOf: LimitState["peopleOf"]): string {
  const people = account === null ? [] : (peopleOf.get(account) ?? []);
  const [first, ...others] = people;
  if (first === undefined) return `account ${shortAccount(account)} at ${provider}`;
  return `${first}${others.length === 0 ? "" : ` and ${others.length} more`} (account ${shortAccount(account)})`;
}

function sayStopped({ limits: { team, buckets }, nowMs, timeZone }: LimitState): Sentence | null {
  if (team.bucketsBlocked === 0) return null;
  const until = buckets.flatMap(({ blockedUntilMs }) => blockedUntilMs ?? []);
  const first = until.length === 0 ? null : formatClock(Math.min(...until), nowMs, timeZone);
  const are = team.bucketsBlocked === 1 ? "is" : "are";
  return [
    ...sentence`${`${formatCount(team.bucketsBlocked)} of ${formatCount(team.buckets)} buckets`} ${plain(are)} spent or blocked now, in ${plain(formatCount(team.accountsBlocked))} of ${plain(plural(team.accounts, "account"))}`,
    ...(first === null ? sentence`.` : sentence`; the first is back at ${first}.`),
  ];
}

/** What throttling cost, and whom most; that nothing was refused is said as well, and that not all could be counted. */
export function sayLost({ people, isCut }: LostTime, when: string): Sentence {
  const attempts = people.reduce((total, { attemptsWasted }) => total + attemptsWasted, 0);
  if (attempts === 0) return sentence`Nothing was refused ${plain(when)}.`;
  const lostMs = people.reduce((total, sum) => total + sum.lostMs, 0);
  const [most] = people;
  const counted = plain(
    `${isCut ? "the newest " : "n "}${plural(attempts, "refused attempt")}${isCut ? " alone" : ""}`,
  );
  const start = sentence`Throttling cost ${isCut ? "more than " : ""}${formatSpan(lostMs)} ${plain(when)} (${counted})`;
  if (!most || people.length === 1) {
    const who = most?.value == null ? sentence`.` : sentence`, all of it ${`${most.value}’s`}.`;
    return [...start, ...who];
  }
  const name = most.value === null ? "of people unknown" : `${most.value}’s`;
  const share = plain(formatShare(most.lostMs / lostMs));
  return [
    ...start,
    ...sentence`, the largest part of it ${name} (${plain(formatSpan(most.lostMs))}, ${share}) among ${plain(plural(people.length, "person", "people"))}.`,
  ];
}

function plural(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}
