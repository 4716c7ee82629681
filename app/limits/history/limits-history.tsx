import Link from "next/link";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { PanelEmpty } from "#app/components/panel.tsx";
import { hrefWith } from "#app/href.ts";
import { NoLimits } from "#app/limits/no-limits.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { ACCOUNT_PARAMS, type AccountQuestion } from "#app/search-params.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { limitHistory } from "#lib/analytics/limit-history.ts";
import { listAccountPeople } from "#lib/analytics/list-account-people.ts";
import { listThrottles } from "#lib/analytics/list-throttles.ts";
import { prepareHeadroomCharts } from "#lib/analytics/series/prepare-headroom-lines.ts";
import { shortAccount } from "#lib/analytics/series/short-account.ts";
import { HeadroomPanel } from "./headroom-panel.tsx";
import styles from "./history.module.css";

interface LimitsHistoryProps {
  readonly question: AccountQuestion;
  readonly raw: RawParams;
}

/** How the headroom of every bucket went, by family, with the throttles on the same axis. */
export async function LimitsHistory({ question, raw }: LimitsHistoryProps) {
  const { window, account } = question;
  const [histories, { throttles }, peopleOf, { lastReadingMs }] = await Promise.all([
    limitHistory(window),
    listThrottles({ window, filters: {} }),
    listAccountPeople(),
    describeLimitExtent(),
  ]);
  if (lastReadingMs === null) return <NoLimits />;
  const wanted = account === null ? histories : histories.filter((history) => history.account === account);
  const charts = prepareHeadroomCharts(wanted, throttles, window);
  const unnamed = throttles.filter(({ bucket }) => bucket === null).length;
  return (
    <>
      {account !== null && (
        <p>
          Only account {shortAccount(account)}
          {peopleOf.get(account)?.map((person) => `, ${person}`)}.{" "}
          <Link href={hrefWith("/limits/history", raw, { account: null })}>Show all accounts</Link>
        </p>
      )}
      {charts.length === 0 ? (
        <PanelEmpty>No bucket was heard of in this time. Choose a longer one above.</PanelEmpty>
      ) : (
        <>
          <div className={styles.marks}>
            <span>
              <svg width="8" height="14" viewBox="0 0 8 14" aria-hidden="true">
                <rect x="3" width="2.5" height="14" fill="var(--phase-throttle)" />
              </svg>
              a throttle by this bucket
            </span>
            <span>
              <svg width="12" height="10" viewBox="0 0 12 10" aria-hidden="true">
                <path d="M2 8h8l-4 -6z" fill="none" stroke="var(--muted)" strokeWidth="1.25" />
              </svg>
              a window ended: unknown until the next reading, so the line does too
            </span>
            {unnamed > 0 && (
              <span>
                {formatCount(unnamed)} of {formatCount(throttles.length)} throttles ran into no known bucket:
                see Audit
              </span>
            )}
            <span>
              Readings as{" "}
              <AnswerLinks path="/api/v1/limits/history" raw={raw} window={window} params={ACCOUNT_PARAMS} />
            </span>
          </div>
          <div className={styles.charts}>
            {charts.map((chart) => (
              <HeadroomPanel key={chart.key} chart={chart} raw={raw} peopleOf={peopleOf} />
            ))}
          </div>
        </>
      )}
    </>
  );
}
