import type { Route } from "next";
import type { ReactNode } from "react";
import { BadAddress } from "#app/components/bad-address.tsx";
import { ConnectGuide } from "#app/components/connect-guide.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { TimeControls } from "#app/components/time-controls.tsx";
import type { PageQuestion } from "#app/page-question.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { LimitViews } from "./limit-views.tsx";
import styles from "./limits.module.css";

interface LimitsFrameProps<Q extends Question> {
  readonly path: Route & ("/limits" | "/limits/history" | "/limits/audit");
  readonly page: PageQuestion<Q>;
  readonly title: (question: Q) => string;
  readonly children: (asked: {
    readonly question: Q;
    readonly raw: RawParams;
    readonly lastMs: number;
  }) => ReactNode;
}

/** The frame of each view of the page Limits; without data it says how to connect. */
export function LimitsFrame<Q extends Question>({ path, page, title, children }: LimitsFrameProps<Q>) {
  if (page.state === "badAddress") return <BadAddress path={path} message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path="/limits" raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  const { raw, question } = page;
  const picker = <TimeControls path={path} raw={raw} question={question} />;
  return (
    <PageFrame path="/limits" raw={raw} controls={picker}>
      <div className={styles.heading}>
        <h1>{title(question)}</h1>
        <LimitViews path={path} raw={raw} />
      </div>
      {children(page)}
    </PageFrame>
  );
}
