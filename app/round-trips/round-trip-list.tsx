import type { Route } from "next";
import Link from "next/link";
import type { TimelyAnswer } from "#app/ask-in-time.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { InTime } from "#app/components/in-time.tsx";
import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Panel, PanelSkeleton } from "#app/components/panel.tsx";
import { RoundTripTable } from "#app/components/round-trip-table.tsx";
import { hrefWith } from "#app/href.ts";
import type { Listing } from "#app/listing-params.ts";
import type { RawParams } from "#app/raw-params.ts";
import { writeCursor } from "#app/round-trip-cursor.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import type { RoundTripList as RoundTrips } from "#lib/analytics/list-round-trips.ts";
import type { RoundTripSortKey } from "#lib/domain/round-trip-order.ts";
import styles from "./round-trip-list.module.css";

interface RoundTripListProps {
  readonly listing: Listing;
  readonly raw: RawParams;
  readonly lastMs: number;
  readonly page: TimelyAnswer<RoundTrips>;
}

/** One page of round trips, with the way to the next and to the same rows for programs. */
export function RoundTripList({ page, ...props }: RoundTripListProps) {
  return (
    <InTime answer={page} fallback={<PanelSkeleton title="Round trips" height="40rem" />}>
      {(list) => <RoundTripPage {...props} list={list} />}
    </InTime>
  );
}

function RoundTripPage({
  listing,
  raw,
  lastMs,
  list: { roundTrips, next: after },
}: Omit<RoundTripListProps, "page"> & { readonly list: RoundTrips }) {
  if (roundTrips.length === 0) {
    const hasFilters = Object.keys(listing.filters).length > 0;
    return <NothingMatches path="/round-trips" raw={raw} hasFilters={hasFilters} lastMs={lastMs} />;
  }
  const next = after && writeCursor(listing.sort, { after, window: listing.window });
  const isFirst = listing.after === null;
  return (
    <Panel
      title={`${isFirst ? "First" : "Next"} ${formatCount(roundTrips.length)}`}
      note={'Select a heading to sort. "–" is unknown: the client did not report it.'}
      aside={
        <>
          These rows as <AnswerLinks path="/api/v1/round-trips" raw={raw} window={listing.window} />
        </>
      }
    >
      <RoundTripTable
        label="Round trips"
        roundTrips={roundTrips}
        hasTurn
        sort={{ order: listing.order, hrefOf: (key) => sortHref(listing, raw, key) }}
      />
      {(next || !isFirst) && (
        <nav aria-label="List pages" className={styles.pages}>
          {!isFirst && (
            <Link href={hrefWith("/round-trips", raw, { cursor: null })} prefetch={false}>
              First page
            </Link>
          )}
          {next && (
            <Link href={hrefWith("/round-trips", raw, { cursor: next })} prefetch={false} rel="next">
              Next {formatCount(listing.limit)}
            </Link>
          )}
        </nav>
      )}
    </Panel>
  );
}

/** A heading sorts largest first; the one in force turns round. */
function sortHref({ order, ...listing }: Listing, raw: RawParams, key: RoundTripSortKey): Route {
  const isDescending = order.key === key ? !order.descending : true;
  const sort = `${isDescending ? "-" : ""}${key}`;
  return hrefWith("/round-trips", raw, { sort: sort === listing.sort ? null : sort, cursor: null });
}
