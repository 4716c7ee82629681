import type { Metadata } from "next";
import { BadAddress } from "#app/components/bad-address.tsx";
import { ConnectGuide } from "#app/components/connect-guide.tsx";
import { FilterBar } from "#app/components/filter-bar.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { sayWindow, WindowPicker } from "#app/components/window-picker.tsx";
import { readListing } from "#app/listing-params.ts";
import { readPageQuestion } from "#app/page-question.ts";
import { RoundTripList } from "./round-trip-list.tsx";

export const metadata: Metadata = { title: "Round trips" };

export default async function RoundTripsPage({ searchParams }: PageProps<"/round-trips">) {
  const page = await readPageQuestion(searchParams, readListing);
  if (page.state === "badAddress") return <BadAddress path="/round-trips" message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path="/round-trips" raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  const { raw, question: listing, lastMs } = page;
  const picker = <WindowPicker path="/round-trips" raw={raw} windowText={listing.windowText} />;
  return (
    <PageFrame path="/round-trips" raw={raw} controls={picker}>
      <h1>Round trips {sayWindow(listing.windowText)}</h1>
      {/* Not streamed: what arrives late is moved into place by a script, and this page works without any. */}
      <FilterBar path="/round-trips" question={listing} raw={raw} />
      <RoundTripList listing={listing} raw={raw} lastMs={lastMs} />
    </PageFrame>
  );
}
