import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { sayWindow } from "#app/components/say-window.ts";
import { LimitsFrame } from "#app/limits/limits-frame.tsx";
import { readPageQuestion } from "#app/page-question.ts";
import { readAccountQuestion } from "#app/search-params.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { LimitsHistory } from "./limits-history.tsx";

export const metadata: Metadata = { title: "Limits over time" };

export default async function LimitsHistoryPage({ searchParams }: PageProps<"/limits/history">) {
  const page = await readPageQuestion(searchParams, readAccountQuestion, describeLimitExtent);
  return (
    <LimitsFrame
      path="/limits/history"
      page={page}
      title={(question) => `Limits over time ${sayWindow(question.windowText)}`}
    >
      {({ question, raw }) => (
        <Suspense fallback={<PanelSkeleton title="Headroom over time" height="30rem" />}>
          <LimitsHistory question={question} raw={raw} />
        </Suspense>
      )}
    </LimitsFrame>
  );
}
