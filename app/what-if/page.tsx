import type { Metadata } from "next";
import { Suspense } from "react";
import { Panel, PanelEmpty, PanelSkeleton } from "#app/components/panel.tsx";
import { QuestionPage } from "#app/components/question-page.tsx";
import type { RawParams } from "#app/raw-params.ts";
import { SCENARIO_PARAMS } from "#app/what-if-params.ts";
import { readWhatIfPage } from "./read-what-if-page.ts";
import { ScenarioForm } from "./scenario-form.tsx";
import { WhatIfResultPanels } from "./what-if-result-panels.tsx";

export const metadata: Metadata = { title: "What if" };

/** Says what to choose, and with an address of a form that was sent as it was, that nothing was chosen. */
function NothingToReplay({ raw }: { readonly raw: RawParams }) {
  const wasSent = SCENARIO_PARAMS.some((name) => raw.has(name));
  return (
    <Panel title="What the model says">
      <PanelEmpty>
        {wasSent ? "Nothing was to be different, so there is nothing to replay. " : ""}
        Choose above what would be different, such as the tier that round trips run on: then you read here how
        much less time turns would have taken, and what people would wait for then.
      </PanelEmpty>
    </Panel>
  );
}

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
          {asked.question.scenario === null && <NothingToReplay raw={asked.raw} />}
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
