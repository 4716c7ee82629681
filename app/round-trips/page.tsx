import type { Metadata } from "next";
import { Suspense } from "react";
import { readBoxListing } from "#app/box-params.ts";
import { BadAddress } from "#app/components/bad-address.tsx";
import { ConnectGuide } from "#app/components/connect-guide.tsx";
import { FilterBar } from "#app/components/filter-bar.tsx";
import { METRICS } from "#app/components/metric-names.ts";
import { PageFrame } from "#app/components/page-frame.tsx";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { sayWindow, WindowPicker } from "#app/components/window-picker.tsx";
import { readPageQuestion } from "#app/page-question.ts";
import { Differences } from "./differences.tsx";
import { LatencyHeatmap } from "./latency-heatmap.tsx";
import { RoundTripList } from "./round-trip-list.tsx";

export const metadata: Metadata = { title: "Round trips" };

export default async function RoundTripsPage({ searchParams }: PageProps<"/round-trips">) {
  const page = await readPageQuestion(searchParams, readBoxListing);
  if (page.state === "badAddress") return <BadAddress path="/round-trips" message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path="/round-trips" raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  const { raw, question: asked, lastMs } = page;
  const { metric, box, ...whole } = asked;
  const listing = { ...whole, window: box?.window ?? whole.window };
  const picker = <WindowPicker path="/round-trips" raw={raw} windowText={whole.windowText} />;
  // What a key names is put there anew when it changes, so that what is shown meanwhile is not what was asked before.
  const asking = JSON.stringify([...raw].filter(([name]) => name !== "cursor" && name !== "sort"));
  return (
    <PageFrame path="/round-trips" raw={raw} controls={picker}>
      <h1>Round trips {sayWindow(whole.windowText)}</h1>
      {/* Not streamed: what arrives late is moved into place by a script, and this page works without any. */}
      <FilterBar path="/round-trips" question={whole} raw={raw} />
      <Suspense fallback={<PanelSkeleton title={`${METRICS[metric].name} over time`} height="26rem" />}>
        <LatencyHeatmap question={whole} metric={metric} box={box} raw={raw} />
      </Suspense>
      {box && (
        <Suspense
          key={asking}
          fallback={<PanelSkeleton title="What differs in the selection" height="14rem" />}
        >
          <Differences question={whole} box={box} raw={raw} />
        </Suspense>
      )}
      <RoundTripList listing={listing} raw={raw} lastMs={lastMs} />
    </PageFrame>
  );
}
