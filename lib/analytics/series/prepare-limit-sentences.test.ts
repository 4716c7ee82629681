import { expect, test } from "vitest";
import { lostTimeOf } from "#lib/analytics/lost-to-throttling.ts";
import { gateBuckets } from "#lib/domain/limits/gate-buckets.ts";
import { teamHeadroom } from "#lib/domain/limits/team-headroom.ts";
import { SAMPLE_NOW as NOW, sampleBucket, sampleThrottle } from "#tests/support/sample-limits.ts";
import { prepareLimitSentences } from "./prepare-limit-sentences.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function say(
  buckets: ReturnType<typeof sampleBucket>[],
  throttles: ReturnType<typeof sampleThrottle>[] = [],
  isCut = false,
) {
  const gated = gateBuckets(
    buckets.map(({ provider, account, family, windowMinutes, unit, forecast }) => ({
      bucket: { provider, account, family, windowMinutes, unit },
      forecast,
    })),
  );
  const limits = {
    buckets: buckets.map((bucket, index) => ({
      ...bucket,
      blockedBy: gated[index]?.blockedBy ?? [],
      blockedUntilMs: gated[index]?.blockedUntilMs ?? null,
    })),
    team: teamHeadroom(gated.map((one) => ({ ...one, remaining: null }))),
  };
  return prepareLimitSentences({
    limits,
    lost: lostTimeOf({ throttles, isCut }),
    when: "in the last hour",
    peopleOf: new Map([["3f9a12345678", ["ada"]]]),
    nowMs: NOW,
    timeZone: "UTC",
  }).map((sentence) => sentence.map(({ text }) => text).join(""));
}

test("the next stop is told with whom it stops, its bounds and when it is over", () => {
  const soon = {
    exhaustsAtMs: NOW + 70 * MINUTE,
    exhaustsAtIntervalMs: { fromMs: NOW + 40 * MINUTE, toMs: NOW + 110 * MINUTE },
    gap: null,
  };
  expect(say([sampleBucket({}, soon)])).toEqual([
    "Next to run out: codex · 5 h of ada (account 3f9a12), at about 16:40 (16:10 to 17:20, 80 %); back at 17:30.",
    "Nothing was refused in the last hour.",
  ]);
  const [next] = say([sampleBucket({ account: "ffffffffff" }, soon)]);
  expect(next).toContain("of account ffffff at openai, at about");
});

test("a bucket that stops another one says so", () => {
  const soon = { exhaustsAtMs: NOW + HOUR, gap: null };
  const week = sampleBucket({ windowMinutes: 10_080 }, { ...soon, exhaustsAtMs: NOW + 2 * HOUR });
  const spark = sampleBucket({ family: "codex_bengalfox" }, { gap: null, usedFraction: 0 });
  expect(say([spark, week])[0]).toContain("codex · 7 d of ada");
});

test("when nothing runs out it says of how many buckets that can be foreseen, and else that it cannot", () => {
  expect(say([sampleBucket({}, { gap: null }), sampleBucket({ windowMinutes: 60 })])[0]).toBe(
    "Nothing runs out before its reset, as far as can be foreseen (n 1 of 2 open buckets have a forecast).",
  );
  expect(say([sampleBucket()])[0]).toBe(
    "Nothing can be foreseen yet: too little use was seen of the buckets that are open.",
  );
});

test("what is stopped now is counted, with the first to be back", () => {
  const spent = sampleBucket({ headroomFraction: 0 }, { usedFraction: 1, gap: null });
  const spark = sampleBucket({ family: "codex_bengalfox" });
  const other = sampleBucket({ account: "other" });
  expect(say([spent, spark, other])[1]).toBe(
    "2 of 3 buckets are spent or blocked now, in 1 of 2 accounts; the first is back at 17:30.",
  );
});

test("what throttling cost is told with whom it cost most, known or not", () => {
  const lost = (person: string | null, minutes: number) =>
    sampleThrottle({ person, lostMs: minutes * MINUTE });
  expect(say([sampleBucket()], [lost("ada", 30), lost("bob", 9), lost("ada", 1)]).at(-1)).toBe(
    "Throttling cost 40 min in the last hour (n 3 refused attempts), the largest part of it ada’s (31 min, 78 %) among 2 people.",
  );
  expect(say([sampleBucket()], [lost("ada", 3)]).at(-1)).toBe(
    "Throttling cost 3 min in the last hour (n 1 refused attempt), all of it ada’s.",
  );
  expect(say([sampleBucket()], [lost(null, 3)]).at(-1)).toBe(
    "Throttling cost 3 min in the last hour (n 1 refused attempt).",
  );
});

test("what throttling cost is told as the least it was when there was too much to count all of it", () => {
  const [newest, before] = [sampleThrottle({ lostMs: MINUTE }), sampleThrottle({ lostMs: MINUTE })];
  expect(say([sampleBucket()], [newest, before], true).at(-1)).toContain(
    "Throttling cost more than 2 min in the last hour (the newest 2 refused attempts alone)",
  );
});
