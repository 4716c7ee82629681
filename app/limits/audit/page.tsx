import type { Metadata } from "next";
import { Suspense } from "react";
import { askFilterValues, FilterBar } from "#app/components/filter-bar.tsx";
import { PanelSkeleton } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { sayWindow } from "#app/components/say-window.ts";
import { LimitsFrame } from "#app/limits/limits-frame.tsx";
import { readPageQuestion } from "#app/page-question.ts";
import { type Question, readQuestion } from "#app/search-params.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { LedgerPanel } from "./ledger-panel.tsx";
import { Throttles } from "./throttles.tsx";

export const metadata: Metadata = { title: "Limits audited" };

export default async function LimitsAuditPage({ searchParams }: PageProps<"/limits/audit">) {
  const page = await readPageQuestion(searchParams, readQuestion, describeLimitExtent);
  return (
    <LimitsFrame
      path="/limits/audit"
      page={page}
      title={(question) => `Throttling ${sayWindow(question.windowText)}`}
    >
      {(asked) => <AuditPanels {...asked} />}
    </LimitsFrame>
  );
}

async function AuditPanels({ question, raw }: Pick<Asked<Question>, "question" | "raw">) {
  const values = await askFilterValues(question.window);
  return (
    <>
      <FilterBar path="/limits/audit" question={question} raw={raw} values={values} />
      <Throttles question={question} raw={raw} />
      <Suspense fallback={<PanelSkeleton title="Ledger" height="16rem" />}>
        <LedgerPanel question={question} raw={raw} />
      </Suspense>
    </>
  );
}
