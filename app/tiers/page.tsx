import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import { describeTierExtent } from "#lib/analytics/describe-meta.ts";
import { readTierQuestion } from "./read-tier-question.ts";
import { TierComparison } from "./tier-comparison.tsx";
import { TierSwitches } from "./tier-switches.tsx";
import { TiersCompared } from "./tiers-compared.tsx";

export const metadata: Metadata = { title: "Tiers" };

export default function TiersPage({ searchParams }: PageProps<"/tiers">) {
  return (
    <QuestionPage
      path="/tiers"
      title="Tiers compared"
      searchParams={searchParams}
      read={readTierQuestion}
      canCompare
      describeExtent={describeTierExtent}
    >
      {(asked) => (
        <>
          <Suspense fallback={<PanelSkeleton title="Figure by figure" height="24rem" />}>
            <TiersCompared {...asked} />
          </Suspense>
          <Suspense fallback={<PanelSkeleton title="Two tiers, for the same kind of work" height="30rem" />}>
            <TierComparison {...asked} />
          </Suspense>
          <Suspense fallback={<PanelSkeleton title="Switching between tiers" height="16rem" />}>
            <TierSwitches {...asked} />
          </Suspense>
        </>
      )}
    </QuestionPage>
  );
}
