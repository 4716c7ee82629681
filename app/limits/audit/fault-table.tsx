import type { Route } from "next";
import Link from "next/link";
import tableStyles from "#app/components/data-table.module.css";
import { Instant } from "#app/components/instant.tsx";
import { ScrollTable } from "#app/components/scroll-table.tsx";
import { turnHref } from "#app/components/turn-href.ts";
import { hrefWith } from "#app/href.ts";
import { bucketLabel } from "#lib/analytics/bucket-label.ts";
import type { findFlaggedCalls } from "#lib/analytics/find-flagged-calls.ts";
import { UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatShare } from "#lib/analytics/format-number.ts";
import { FLAG_NAMES, type LedgerFault } from "#lib/analytics/series/prepare-ledger-rows.ts";
import { shortAccount } from "#lib/analytics/series/short-account.ts";

type Calls = Awaited<ReturnType<typeof findFlaggedCalls>>;
type Call = NonNullable<ReturnType<Calls["get"]>>;

interface FaultTableProps {
  readonly faults: readonly LedgerFault[];
  readonly calls: Calls;
}

const CALLS_MAX = 4;

/** What is wrong with the movement of buckets, and the calls that it may have been. */
export function FaultTable({ faults, calls }: FaultTableProps) {
  return (
    <ScrollTable label="Faults of the ledger">
      <thead>
        <tr>
          <th scope="col">Between</th>
          <th scope="col">Fault</th>
          <th scope="col">Bucket</th>
          <th scope="col" className={tableStyles.figure}>
            Amount
            <span className={tableStyles.sub}>of the bucket</span>
          </th>
          <th scope="col">Round trip</th>
        </tr>
      </thead>
      <tbody>
        {faults.map(({ bucket, flag }) => (
          <tr key={`${bucket.account} ${bucketLabel(bucket)} ${bucket.unit} ${flag.kind} ${flag.fromMs}`}>
            <th scope="row">
              <Instant unixMs={flag.fromMs} />
              <span className={tableStyles.sub}>
                <Instant unixMs={flag.toMs} />
              </span>
            </th>
            <td className={tableStyles.bad}>{FLAG_NAMES[flag.kind]}</td>
            <td>
              {bucketLabel(bucket)}
              <span className={tableStyles.sub}>account {shortAccount(bucket.account)}</span>
            </td>
            <td className={tableStyles.figure}>
              {formatShare(flag.amount.from)} to {formatShare(flag.amount.to)}
            </td>
            <td>
              {flag.callIds.length === 0 && UNKNOWN}
              {flag.callIds.slice(0, CALLS_MAX).map((id) => (
                <CallLine key={id} call={calls.get(id)} />
              ))}
              {flag.callIds.length > CALLS_MAX && (
                <span className={tableStyles.sub}>or one of {flag.callIds.length - CALLS_MAX} more</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function CallLine({ call }: { readonly call: Call | undefined }) {
  if (call === undefined) return <div>no longer kept</div>;
  return (
    <div>
      <Link href={hrefOf(call)} prefetch={false}>
        <Instant unixMs={call.startedAtMs} />
      </Link>{" "}
      <span className={tableStyles.muted}>
        {[call.model, call.person].filter((part) => part !== null).join(" · ")}
      </span>
    </div>
  );
}

/** A round trip stands in its turn, or else among those of its session. */
function hrefOf({ id, turnId, sessionId, startedAtMs }: Call): Route {
  if (turnId !== null) return turnHref(turnId, id);
  const [from, to] = [startedAtMs - 1, startedAtMs + 1].map((unixMs) => new Date(unixMs).toISOString());
  return hrefWith("/round-trips", new Map(), { sessionId, from: from ?? null, to: to ?? null });
}
