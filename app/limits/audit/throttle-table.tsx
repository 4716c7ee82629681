import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { TierMark } from "#app/components/tier-mark.tsx";
import { turnHref } from "#app/components/turn-href.ts";
import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { ThrottleEvent } from "#lib/analytics/list-throttles.ts";
import { OUTCOME_NAMES } from "#lib/analytics/outcome-names.ts";
import { shortAccount } from "#lib/analytics/series/short-account.ts";

/** Throttles, one a row: who, what, when, how long. */
export function ThrottleTable({ throttles }: { readonly throttles: readonly ThrottleEvent[] }) {
  return (
    <ScrollTable label="Throttles">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Model</th>
          <th scope="col">Bucket</th>
          <th scope="col">Class</th>
          <th scope="col" className={tableStyles.figure}>
            Time lost
            <span className={tableStyles.sub}>waiting between</span>
          </th>
          <th scope="col" className={tableStyles.figure}>
            Advertised wait
          </th>
          <th scope="col" className={tableStyles.figure}>
            Recovered after
          </th>
          <th scope="col" className={tableStyles.figure}>
            Attempts wasted
          </th>
          <th scope="col">Round trip ended</th>
        </tr>
      </thead>
      <tbody>
        {throttles.map((throttle) => (
          <ThrottleRow key={`${throttle.roundTripId} ${throttle.startedAtMs}`} throttle={throttle} />
        ))}
      </tbody>
    </ScrollTable>
  );
}

function ThrottleRow({ throttle }: { readonly throttle: ThrottleEvent }) {
  const { turnId, bucket, account, outcome } = throttle;
  const when = <Instant unixMs={throttle.startedAtMs} />;
  return (
    <tr>
      <th scope="row">
        {turnId === null ? (
          when
        ) : (
          <Link href={turnHref(turnId, throttle.roundTripId)} prefetch={false}>
            {when}
          </Link>
        )}
      </th>
      <td>
        {throttle.person ?? UNKNOWN}
        <Sub parts={[throttle.team, throttle.client]} />
      </td>
      <td>
        <TierMark tier={throttle.tier} text={throttle.model ?? UNKNOWN} />
        <Sub parts={[throttle.tier, throttle.provider]} />
      </td>
      <td>
        {bucket === null ? UNKNOWN : bucketLabel(bucket)}
        <Sub parts={[throttle.bucketBasis, account === null ? null : `account ${shortAccount(account)}`]} />
      </td>
      <td>
        {throttle.class}
        <Sub parts={[throttle.code]} />
      </td>
      <td className={tableStyles.figure}>
        <strong>{formatDuration(throttle.lostMs)}</strong>
        <Sub parts={[formatDuration(throttle.backOffMs)]} />
      </td>
      <td className={tableStyles.figure}>{formatDuration(throttle.advertisedMs)}</td>
      <td className={tableStyles.figure}>{formatDuration(throttle.recoveredAfterMs)}</td>
      <td className={tableStyles.figure}>{formatCount(throttle.attemptsWasted)}</td>
      <td className={outcome === "complete" ? undefined : tableStyles.bad}>{OUTCOME_NAMES[outcome]}</td>
    </tr>
  );
}

/** What is known of these, on a line below. */
function Sub({ parts }: { readonly parts: readonly (string | null)[] }) {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : <span className={tableStyles.sub}>{known.join(" · ")}</span>;
}
