import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import { FlowOfPeople } from "./flow-of-people.tsx";
import { readTeamQuestion } from "./read-team-question.ts";
import { WaitOfPeople } from "./wait-of-people.tsx";

export const metadata: Metadata = { title: "Team" };

export default function TeamPage({ searchParams }: PageProps<"/team">) {
  return (
    <QuestionPage
      path="/team"
      title="Who waited"
      searchParams={searchParams}
      read={readTeamQuestion}
      canCompare
    >
      {(asked) => (
        <>
          <Suspense fallback={<PanelSkeleton title="Where their time went" height="24rem" />}>
            <WaitOfPeople {...asked} />
          </Suspense>
          <Suspense
            fallback={<PanelSkeleton title="How often the first token came in time" height="20rem" />}
          >
            <FlowOfPeople {...asked} />
          </Suspense>
        </>
      )}
    </QuestionPage>
  );
}
