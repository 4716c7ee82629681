import type { Metadata } from "next";
import { Suspense } from "react";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import { readWhatIfPage } from "./read-what-if-page.ts";
import { ScenarioForm } from "./scenario-form.tsx";
import { WhatIfResultPanels } from "./what-if-result-panels.tsx";

export const metadata: Metadata = { title: "What if" };

export default function WhatIfPage({ searchParams }: PageProps<"/what-if">) {
  return (
    <QuestionPage
      path="/what-if"
      title="What if turns ran another way"
      searchParams={searchParams}
      read={readWhatIfPage}
      hasFilterBar={false}
    >
      {(asked) => (
        <>
          <ScenarioForm {...asked} />
          {asked.question.scenario && (
            <Suspense
              key={JSON.stringify([...asked.raw])}
              fallback={<PanelSkeleton title="What the model says" height="24rem" />}
            >
              <WhatIfResultPanels
                question={{ ...asked.question, scenario: asked.question.scenario }}
                raw={asked.raw}
              />
            </Suspense>
          )}
        </>
      )}
    </QuestionPage>
  );
}
