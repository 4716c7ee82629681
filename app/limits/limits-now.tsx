import type { ComponentProps, ReactNode } from "react";
import { Panel } from "#app/components/panel.tsx";
import { sayWindow } from "#app/components/say-window.ts";
import { Sentences } from "#app/components/sentences.tsx";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatClock } from "#lib/analytics/format-clock.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { formatTimeZone } from "#lib/analytics/format-time.ts";
import { listAccountPeople } from "#lib/analytics/list-account-people.ts";
import { listLimits } from "#lib/analytics/list-limits.ts";
import { lostToThrottling } from "#lib/analytics/lost-to-throttling.ts";
import { foldAccounts, prepareLimitAccounts } from "#lib/analytics/series/prepare-limit-accounts.ts";
import { prepareLimitSentences, sayLost } from "#lib/analytics/series/prepare-limit-sentences.ts";
import { BucketTable } from "./bucket-table.tsx";
import { LimitBar } from "./limit-bar.tsx";
import styles from "./limits.module.css";
import { NoLimits } from "./no-limits.tsx";
import { TeamTable } from "./team-table.tsx";

interface LimitsNowProps {
  readonly question: Question;
  readonly raw: RawParams;
}

/** Which limit stops whom next, what the team has left, and every bucket. */
export async function LimitsNow({ question, raw }: LimitsNowProps) {
  const nowMs = Date.now();
  const timeZone = await pageTimeZone();
  const [limits, lost, peopleOf] = await Promise.all([
    listLimits(nowMs),
    lostToThrottling(question.window),
    listAccountPeople(),
  ]);
  const when = sayWindow(question.windowText);
  if (limits.buckets.length === 0) {
    return (
      <>
        <Sentences sentences={[sayLost(lost, when)]} />
        <NoLimits />
      </>
    );
  }
  const clock = (unixMs: number): string => formatClock(unixMs, nowMs, timeZone);
  const { shown, further, quiet } = foldAccounts(
    prepareLimitAccounts(limits.buckets, peopleOf, nowMs, timeZone),
  );
  const shared = limits.team.families.filter(({ buckets }) => buckets > 1);
  return (
    <>
      <Sentences sentences={prepareLimitSentences({ limits, lost, when, peopleOf, nowMs, timeZone })} />
      {shared.length > 0 && (
        <Panel
          title="The whole team"
          note="Families of which several accounts have a bucket. Shares of limits that may differ have no sum, so only counted units are added up."
        >
          <TeamTable families={shared} clock={clock} />
        </Panel>
      )}
      <Panel
        title="Every bucket"
        note={`By account (a hash), those that are stopped first. Times are ${formatTimeZone(nowMs, timeZone)}. The forecast draws many futures from how the bucket was used before.`}
        aside={
          <>
            <a href="/api/v1/limits?format=json">JSON</a> · <a href="/api/v1/limits?format=csv">CSV</a>
          </>
        }
      >
        <BarKey />
        {shown.length > 0 && <BucketTable label="Buckets by account" accounts={shown} raw={raw} />}
        <FoldedTable label="Buckets of further accounts" accounts={further} raw={raw}>
          of which nothing will be stopped, as far as can be foreseen
        </FoldedTable>
        <FoldedTable
          label="Buckets of which nothing holds any longer"
          accounts={quiet}
          raw={raw}
          isOpen={shown.length === 0}
        >
          of which nothing holds any longer: the windows are over and nothing was heard since
        </FoldedTable>
      </Panel>
    </>
  );
}

interface FoldedTableProps extends ComponentProps<typeof BucketTable> {
  readonly isOpen?: boolean;
  /** What the accounts have in common. */
  readonly children: ReactNode;
}

/** Buckets of accounts that few readers look for; nothing when there are none. */
function FoldedTable({ isOpen = false, children, ...table }: FoldedTableProps) {
  const { length } = table.accounts;
  if (length === 0) return null;
  return (
    <details className={styles.quiet} open={isOpen}>
      <summary>
        {length === 1 ? "1 account" : `${formatCount(length)} accounts`} {children}
      </summary>
      <BucketTable {...table} />
    </details>
  );
}

function BarKey() {
  return (
    <ul className={styles.key} aria-label="How to read the bars">
      <li>
        <LimitBar state="open" usedShare={0.4} evenShare={0.6} />
        used; the mark is where an even pace would be
      </li>
      <li>
        <LimitBar state="open" usedShare={0.7} evenShare={0.4} />
        ahead of it
      </li>
      <li>
        <LimitBar state="spent" usedShare={1} evenShare={null} />
        spent
      </li>
      <li>
        <LimitBar state="blocked" usedShare={0.3} evenShare={null} />
        blocked by another bucket
      </li>
    </ul>
  );
}
