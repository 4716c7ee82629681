import { auditAccount } from "#lib/domain/limits/ledger/audit-account.ts";
import { gradeLedger } from "#tests/support/grade-ledger.ts";
import { type MadeUpWeekOptions, madeUpWeek } from "#tests/support/made-up-week.ts";

// How many of the planted faults the ledger finds in made-up weeks, and how many flags are false, by how shares are
// told, when calls are charged and how much others use the account. Arguments: the number of seeds.

const SEEDS = Number(process.argv[2] ?? 10);
const SETTINGS: readonly Omit<MadeUpWeekOptions, "seed">[] = [
  { resolution: 0.01 },
  { resolution: 0.01, rounding: "nearest", readAt: "end", charged: "start" },
  { resolution: 0.01, unknownUses: 0 },
  { resolution: 0.01, unknownUses: 40 },
  { resolution: 0.0001 },
  { resolution: 0.0001, readAt: "end", charged: "start" },
  { resolution: 0.0001, charged: "between" },
  { resolution: 0.0001, unknownUses: 0 },
  { resolution: 0.0001, unknownUses: 40 },
  { resolution: 0.0001, noise: 0.15 },
  { resolution: 0.0001, named: 0 },
  { resolution: 0, subagents: 1 },
];

for (const setting of SETTINGS) {
  const sums = new Map<
    string,
    { planted: number; detectable: number; found: number; any: number; wrong: number }
  >();
  let [held, told, ms, promised] = [0, 0, 0, ""];
  const wrong: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const week = madeUpWeek({ ...setting, seed });
    const startedMs = performance.now();
    const account = auditAccount(week.buckets, week.calls);
    ms += performance.now() - startedMs;
    promised = account.buckets
      .map(
        ({ ledger: { resolution, quota } }) =>
          `${[resolution.notCharged, resolution.chargedTwice]
            .map((size) => size?.toFixed(4) ?? "none")
            .join("/")} ${quota?.weighting.name}`,
      )
      .join(", ");
    for (const { key, kind, grade } of gradeLedger(week, account)) {
      const window = key.includes("10080") ? "week" : "5 h";
      const name = `${kind}, ${window}`;
      const sum = sums.get(name) ?? { planted: 0, detectable: 0, found: 0, any: 0, wrong: 0 };
      sum.planted += grade.planted;
      sum.detectable += grade.detectable;
      sum.found += grade.found;
      sum.any += grade.foundAny;
      sum.wrong += grade.falseFlags.length;
      wrong.push(...grade.falseFlags.map((flag) => `seed ${seed} ${key} ${flag}`));
      sums.set(name, sum);
      if (kind !== "notCharged" || grade.quotaHeld === null) continue;
      told += 1;
      held += grade.quotaHeld ? 1 : 0;
    }
  }
  console.log(
    `\n${JSON.stringify(setting)}: ${(ms / SEEDS).toFixed(0)} ms a week, quota held ${held}/${told}`,
  );
  console.log(`  finds (of the last seed, not charged/twice): ${promised}`);
  for (const [name, { planted, detectable, found, any, wrong: bad }] of sums) {
    console.log(
      `  ${name}: ${found}/${detectable} of those to be found, ${any}/${planted} of all, ${bad} false`,
    );
  }
  if (process.argv.includes("--show")) for (const line of wrong) console.log(`  ${line}`);
}
