import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import { readQuestion } from "#app/search-params.ts";
import { Transports } from "./transports.tsx";

export const metadata: Metadata = { title: "Transport" };

export default function TransportPage({ searchParams }: PageProps<"/transport">) {
  return (
    <QuestionPage
      path="/transport"
      title="Transport"
      searchParams={searchParams}
      read={readQuestion}
      canCompare
    >
      {(asked) => (
        <Suspense
          fallback={<PanelSkeleton title="What was claimed, and what was measured here" height="28rem" />}
        >
          <Transports {...asked} />
        </Suspense>
      )}
    </QuestionPage>
  );
}
