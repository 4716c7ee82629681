import type { Metadata } from "next";
import { Suspense } from "react";
import { askInTime } from "#app/ask-in-time.ts";
import { readBoxQuestion } from "#app/box-params.ts";
import { comparedWindow } from "#app/compared-window.ts";
import { METRICS } from "#app/components/metric-names.ts";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { type Asked, QuestionPage } from "#app/components/question-page.tsx";
import { listRoundTrips } from "#lib/analytics/list-round-trips.ts";
import { Differences } from "./differences.tsx";
import { EarlierPeriods } from "./earlier-periods.tsx";
import { LatencyHeatmap } from "./latency-heatmap.tsx";
import { RoundTripList } from "./round-trip-list.tsx";

export const metadata: Metadata = { title: "Round trips" };

export default function RoundTripsPage({ searchParams }: PageProps<"/round-trips">) {
  return (
    <QuestionPage
      path="/round-trips"
      title="Round trips"
      searchParams={searchParams}
      read={readBoxQuestion}
      canCompare
    >
      {(asked) => <RoundTripPanels {...asked} />}
    </QuestionPage>
  );
}

async function RoundTripPanels({
  raw,
  question: { metric, box, listing, ...question },
  lastMs,
}: Asked<ReturnType<typeof readBoxQuestion>>) {
  // Before the heatmap: its work over a large history would hold back the list, and the list the page.
  const page = await askInTime(listRoundTrips(listing));
  return (
    <>
      <Suspense fallback={<PanelSkeleton title={`${METRICS[metric].name} over time`} height="26rem" />}>
        <LatencyHeatmap question={question} metric={metric} box={box} raw={raw} />
      </Suspense>
      {comparedWindow(raw, question.window) && (
        <Suspense
          fallback={
            <PanelSkeleton title={`${METRICS[metric].name} against earlier periods`} height="16rem" />
          }
        >
          <EarlierPeriods question={question} metric={metric} raw={raw} />
        </Suspense>
      )}
      {box && (
        <Suspense
          // Another selection is another panel, so that what was told of the last one does not stand meanwhile.
          key={JSON.stringify([...raw].filter(([name]) => name !== "cursor" && name !== "sort"))}
          fallback={<PanelSkeleton title="What differs in the selection" height="14rem" />}
        >
          <Differences question={question} box={box} raw={raw} />
        </Suspense>
      )}
      <RoundTripList listing={listing} raw={raw} lastMs={lastMs} page={page} />
    </>
  );
}
