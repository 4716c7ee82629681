import type { Route } from "next";
import Link from "next/link";
import type { DescribedRoundTrip } from "#lib/analytics/describe-round-trip.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount, formatRate } from "#lib/analytics/format-number.ts";
import { OUTCOME_NAMES } from "#lib/analytics/outcome-names.ts";
import type { RoundTripOrder, RoundTripSortKey } from "#lib/domain/round-trip-order.ts";
import styles from "./data-table.module.css";
import { Instant } from "./instant.tsx";
import { ScrollTable } from "./scroll-table.tsx";
import { sessionHref } from "./session-href.ts";
import { TierMark } from "./tier-mark.tsx";
import { turnHref } from "./turn-href.ts";

interface Sorting {
  readonly order: RoundTripOrder;
  readonly hrefOf: (key: RoundTripSortKey) => Route;
}

interface RoundTripTableProps {
  readonly label: string;
  readonly roundTrips: readonly DescribedRoundTrip[];
  /** Whether each row leads to its turn and its session. */
  readonly hasTurn: boolean;
  /** Id of the round trip whose row is marked. */
  readonly marked?: string | null;
  /** Absent where the order is fixed. */
  readonly sort?: Sorting;
}

interface Figure {
  readonly key: RoundTripSortKey;
  readonly name: string;
  readonly show: (roundTrip: DescribedRoundTrip) => string;
  readonly sub?: (roundTrip: DescribedRoundTrip) => string | null;
}

const FIGURES: readonly Figure[] = [
  { key: "streamOpenMs", name: "Stream open", show: (trip) => formatDuration(trip.streamOpenMs) },
  { key: "ttftMs", name: "TTFT", show: (trip) => formatDuration(trip.ttftMs) },
  { key: "ttfoMs", name: "TTFO", show: (trip) => formatDuration(trip.ttfoMs) },
  { key: "e2eMs", name: "E2E", show: (trip) => formatDuration(trip.e2eMs) },
  {
    key: "decodeTokensPerSecond",
    name: "Decode rate",
    show: (trip) => formatRate(trip.decodeTokensPerSecond),
  },
  {
    key: "inputTokens",
    name: "Input tokens",
    show: (trip) => formatCount(trip.inputTokens),
    sub: (trip) => (trip.cachedInputTokens === null ? null : `${formatCount(trip.cachedInputTokens)} cached`),
  },
  {
    key: "outputTokens",
    name: "Output tokens",
    show: (trip) => formatCount(trip.outputTokens),
    sub: (trip) => (trip.reasoningTokens === null ? null : `${formatCount(trip.reasoningTokens)} reasoning`),
  },
];

/** Beginnings of ids are told; the whole of one is in its link. */
const SHOWN_OF_ID = 13;

/** Round trips, one a row, with everything that is known of their timing. */
export function RoundTripTable({ label, roundTrips, hasTurn, marked = null, sort }: RoundTripTableProps) {
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          <Head sortKey="startedAt" name="Started" {...(sort ? { sort } : {})} />
          <th scope="col">Model</th>
          {FIGURES.map(({ key, name }) => (
            <Head key={key} sortKey={key} name={name} isFigure {...(sort ? { sort } : {})} />
          ))}
          <th scope="col" className={styles.figure}>
            Attempts
          </th>
          <th scope="col">Outcome</th>
          <th scope="col">Transport</th>
          <th scope="col">Basis</th>
          {hasTurn && <th scope="col">Session</th>}
        </tr>
      </thead>
      <tbody>
        {roundTrips.map((trip) => (
          <tr key={trip.id} aria-current={trip.id === marked ? true : undefined}>
            <th scope="row">
              {hasTurn && trip.turnId !== null ? (
                <Link href={turnHref(trip.turnId, trip.id)} prefetch={false}>
                  <Instant unixMs={trip.startedAtMs} />
                </Link>
              ) : (
                <Instant unixMs={trip.startedAtMs} />
              )}
            </th>
            <td>
              <TierMark tier={trip.tier} text={trip.model ?? UNKNOWN} />
              <span className={styles.sub}>
                {[trip.tier, trip.client, trip.person].filter((part) => part !== null).join(" · ")}
              </span>
            </td>
            {FIGURES.map(({ key, show, sub }) => (
              <td key={key} className={styles.figure}>
                {show(trip)}
                {sub && <span className={styles.sub}>{sub(trip)}</span>}
              </td>
            ))}
            <td className={styles.figure}>{formatCount(trip.attempts)}</td>
            <td className={trip.outcome === "complete" ? undefined : styles.bad}>
              {OUTCOME_NAMES[trip.outcome]}
              {trip.errorType !== null && trip.errorType !== trip.outcome && (
                <span className={styles.sub}>{trip.errorType}</span>
              )}
            </td>
            <td>
              {trip.transport ?? UNKNOWN}
              {trip.connectionReused !== null && (
                <span className={styles.sub}>{trip.connectionReused ? "reused" : "new connection"}</span>
              )}
            </td>
            <td>{trip.basis}</td>
            {hasTurn && (
              <td>
                <Link href={sessionHref(trip.sessionId)} prefetch={false} title={trip.sessionId}>
                  {trip.sessionId.slice(0, SHOWN_OF_ID)}
                </Link>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

interface HeadProps {
  readonly sortKey: RoundTripSortKey;
  readonly name: string;
  readonly isFigure?: boolean;
  readonly sort?: Sorting;
}

function Head({ sortKey, name, isFigure = false, sort }: HeadProps) {
  const isInForce = sort?.order.key === sortKey;
  const direction = sort?.order.descending ? "descending" : "ascending";
  return (
    <th
      scope="col"
      className={isFigure ? styles.figure : undefined}
      {...(sort ? { "aria-sort": isInForce ? direction : "none" } : {})}
    >
      {sort ? (
        <Link href={sort.hrefOf(sortKey)} prefetch={false}>
          {name}
          {isInForce && <span aria-hidden="true">{sort.order.descending ? " ↓" : " ↑"}</span>}
        </Link>
      ) : (
        name
      )}
    </th>
  );
}
