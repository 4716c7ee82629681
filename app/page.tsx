import Link from "next/link";
import { Suspense } from "react";
import { compareTiers } from "#lib/analytics/compare-tiers.ts";
import { summariseWait } from "#lib/analytics/summarise-wait.ts";
import { askOnce } from "./ask-once.ts";
import { comparedWindow } from "./compared-window.ts";
import { BadAddress } from "./components/bad-address.tsx";
import { ConnectGuide } from "./components/connect-guide.tsx";
import { PageFrame } from "./components/page-frame.tsx";
import { PanelSkeleton } from "./components/panel.tsx";
import { sayWindow } from "./components/say-window.ts";
import { TimeControls } from "./components/time-controls.tsx";
import { hrefWith, windowParams } from "./href.ts";
import { FirstTokenOverTime } from "./overview/first-token-over-time.tsx";
import { LatestTurns } from "./overview/latest-turns.tsx";
import styles from "./overview/overview.module.css";
import { StateNow } from "./overview/state-now.tsx";
import { TierGlance } from "./overview/tier-glance.tsx";
import { WaitBreakdown } from "./overview/wait-breakdown.tsx";
import { WhatChanged } from "./overview/what-changed.tsx";
import { WorthALook } from "./overview/worth-a-look.tsx";
import { readPageQuestion } from "./page-question.ts";
import { readQuestion } from "./search-params.ts";

export default async function OverviewPage({ searchParams }: PageProps<"/">) {
  const page = await readPageQuestion(searchParams, readQuestion);
  if (page.state === "badAddress") return <BadAddress path="/" message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path="/" raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  // The overview is about everything: filters belong to the pages that show them.
  const { raw, question: asked, lastMs } = page;
  const question = { ...asked, filters: {} };
  const tiers = askOnce(compareTiers(question));
  const wait = askOnce(summariseWait(question.window));
  const before = comparedWindow(raw, question.window);
  const earlier = before && {
    tiers: askOnce(compareTiers({ ...question, window: before })),
    wait: askOnce(summariseWait(before)),
  };
  const controls = <TimeControls path="/" raw={raw} question={question} canCompare />;
  return (
    <PageFrame path="/" raw={raw} controls={controls}>
      <h1>Where the waiting went {sayWindow(question.windowText)}</h1>
      <Suspense fallback={<div className={styles.waiting} />}>
        <StateNow tiers={tiers} wait={wait} raw={raw} lastMs={lastMs} />
      </Suspense>
      <div className={styles.pair}>
        <Suspense fallback={<PanelSkeleton title="What changed" height="14rem" />}>
          <WhatChanged window={question.window} raw={raw} />
        </Suspense>
        <WorthALook window={question.window} raw={raw} />
      </div>
      <Suspense fallback={<PanelSkeleton title="Where the wait goes" height="11rem" />}>
        <WaitBreakdown window={question.window} raw={raw} wait={wait} before={earlier?.wait ?? null} />
      </Suspense>
      <div className={styles.pair}>
        <Suspense fallback={<PanelSkeleton title="Tiers at a glance" height="16rem" />}>
          <TierGlance
            tiers={tiers}
            before={earlier?.tiers ?? null}
            more={<Link href={hrefWith("/tiers", windowParams(raw))}>Compare the tiers</Link>}
          />
        </Suspense>
        <Suspense fallback={<PanelSkeleton title="First token over time" height="16rem" />}>
          <FirstTokenOverTime question={question} raw={raw} before={before} />
        </Suspense>
      </div>
      <Suspense fallback={<PanelSkeleton title="Latest turns" height="18rem" />}>
        <LatestTurns
          window={question.window}
          more={<Link href={hrefWith("/round-trips", windowParams(raw))}>All round trips</Link>}
        />
      </Suspense>
    </PageFrame>
  );
}
