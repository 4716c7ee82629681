import type { Route } from "next";
import type { ReactNode } from "react";
import { type PageQuestion, readPageQuestion } from "#app/page-question.ts";
import type { RawParams } from "#app/raw-params.ts";
import type { Question } from "#app/search-params.ts";
import { BadAddress } from "./bad-address.tsx";
import { ChosenFilters } from "./chosen-filters.tsx";
import { ConnectGuide } from "./connect-guide.tsx";
import { askFilterValues, FilterBar } from "./filter-bar.tsx";
import { PageFrame } from "./page-frame.tsx";
import { sayWindow } from "./say-window.ts";
import { TimeControls } from "./time-controls.tsx";

/** What a page is about, as its address says. */
export type Asked<Q> = Omit<Extract<PageQuestion<Q>, { state: "asked" }>, "state">;

interface QuestionPageProps<Q extends Question> {
  readonly path: Route;
  /** The heading; the window in words follows. */
  readonly title: string;
  readonly searchParams: Parameters<typeof readPageQuestion>[0];
  /** Reads what of the address the page is about. */
  readonly read: (raw: RawParams, nowMs: number) => Q;
  /** Whether there is a form of filters; else those of the address are only told. */
  readonly hasFilterBar?: boolean;
  /** Whether the page can show the period before beside the window. */
  readonly canCompare?: boolean;
  /** Looks whether there is any data of the kind that the page shows; round trips when left out. */
  readonly describeExtent?: Parameters<typeof readPageQuestion>[2];
  readonly children: (asked: Asked<Q>) => ReactNode;
}

/** A page about round trips of a window that filters narrow, or what it shows when there are none or the address is bad. */
export async function QuestionPage<Q extends Question>({
  path,
  title,
  searchParams,
  read,
  hasFilterBar = true,
  canCompare = false,
  describeExtent,
  children,
}: QuestionPageProps<Q>) {
  const page = await readPageQuestion(searchParams, read, describeExtent);
  if (page.state === "badAddress") return <BadAddress path={path} message={page.message} />;
  if (page.state === "noData") {
    return (
      <PageFrame path={path} raw={page.raw}>
        <ConnectGuide />
      </PageFrame>
    );
  }
  const { raw, question } = page;
  // What a page shows is asked for after its filters: over a large history it would hold them back, and they the page.
  const values = hasFilterBar ? await askFilterValues(question.window) : null;
  return (
    <PageFrame
      path={path}
      raw={raw}
      controls={<TimeControls path={path} raw={raw} question={question} canCompare={canCompare} />}
    >
      <h1>
        {title} {sayWindow(question.windowText)}
      </h1>
      {values ? (
        <FilterBar path={path} question={question} raw={raw} values={values} />
      ) : (
        <ChosenFilters path={path} raw={raw} filters={question.filters} />
      )}
      {children(page)}
    </PageFrame>
  );
}
