import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import { readSessionListing } from "#app/session-listing-params.ts";
import { SessionList } from "./session-list.tsx";

export const metadata: Metadata = { title: "Sessions" };

export default function SessionsPage({ searchParams }: PageProps<"/sessions">) {
  return (
    <QuestionPage path="/sessions" title="Sessions" searchParams={searchParams} read={readSessionListing}>
      {({ raw, question, lastMs }) => (
        <Suspense fallback={<PanelSkeleton title="Sessions" height="32rem" />}>
          <SessionList question={question} raw={raw} lastMs={lastMs} />
        </Suspense>
      )}
    </QuestionPage>
  );
}
