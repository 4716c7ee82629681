import type { Metadata } from "next";
import { Suspense } from "react";
import { BadAddress } from "#app/components/bad-address.tsx";
import { ConnectGuide } from "#app/components/connect-guide.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { PanelSkeleton } from "#app/components/panel.tsx";
import { RefreshRegularly } from "#app/components/refresh-regularly.tsx";
import { WindowPicker } from "#app/components/window-picker.tsx";
import { readPageQuestion } from "#app/page-question.ts";
import { readQuestion } from "#app/search-params.ts";
import { describeLimitExtent } from "#lib/analytics/describe-meta.ts";
import { LimitViews } from "./limit-views.tsx";
import styles from "./limits.module.css";
import { LimitsNow } from "./limits-now.tsx";

export const metadata: Metadata = { title: "Limits" };

const REFRESH_MS = 15_000;

export default async function LimitsPage({ searchParams }: PageProps<"/limits">) {
  const page = await readPageQuestion(searchParams, readQuestion, describeLimitExtent);
  if (page.state === "badAddress") return <BadAddress path="/limits" message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path="/limits" raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  const { raw, question } = page;
  const picker = <WindowPicker path="/limits" raw={raw} windowText={question.windowText} />;
  return (
    <PageFrame path="/limits" raw={raw} controls={picker}>
      <RefreshRegularly everyMs={REFRESH_MS} />
      <div className={styles.heading}>
        <h1>Limits now</h1>
        <LimitViews path="/limits" raw={raw} />
      </div>
      <Suspense fallback={<PanelSkeleton title="Every bucket" height="30rem" />}>
        <LimitsNow question={question} raw={raw} />
      </Suspense>
    </PageFrame>
  );
}
