import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { RefreshRegularly } from "#app/components/refresh-regularly.tsx";
import { readPageQuestion } from "#app/page-question.ts";
import { readQuestion } from "#app/search-params.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { LimitsFrame } from "./limits-frame.tsx";
import { LimitsNow } from "./limits-now.tsx";

export const metadata: Metadata = { title: "Limits" };

const REFRESH_MS = 15_000;

export default async function LimitsPage({ searchParams }: PageProps<"/limits">) {
  const page = await readPageQuestion(searchParams, readQuestion, describeLimitExtent);
  return (
    <LimitsFrame path="/limits" page={page} title={() => "Limits now"}>
      {({ question, raw }) => (
        <>
          <RefreshRegularly everyMs={REFRESH_MS} />
          <Suspense fallback={<PanelSkeleton title="Every bucket" height="30rem" />}>
            <LimitsNow question={question} raw={raw} />
          </Suspense>
        </>
      )}
    </LimitsFrame>
  );
}
