import Link from "next/link";
import { askInTime } from "#app/ask-in-time.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { InTime } from "#app/components/in-time.tsx";
import { Panel, PanelEmpty, PanelSkeleton } from "#app/components/panel.tsx";
import { sayWindow } from "#app/components/say-window.ts";
import { Sentences } from "#app/components/sentences.tsx";
import { hrefWith, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { listThrottles, type ThrottleList } from "#lib/analytics/list-throttles.ts";
import { lostTimeOf } from "#lib/analytics/lost-to-throttling.ts";
import { sayLost } from "#lib/analytics/series/prepare-limit-sentences.ts";
import { ThrottleSums } from "./throttle-sums.tsx";
import { ThrottleTable } from "./throttle-table.tsx";

const ROWS_MAX = 100;

interface ThrottlesProps {
  readonly question: Question;
  readonly raw: RawParams;
}

/** What was refused: what it cost by every dimension, and each throttle. */
export async function Throttles({ question, raw }: ThrottlesProps) {
  const refused = await askInTime(listThrottles(question));
  return (
    <InTime answer={refused} fallback={<PanelSkeleton title="Throttles" height="30rem" />}>
      {(list) => <ThrottlesTold question={question} raw={raw} refused={list} />}
    </InTime>
  );
}

function ThrottlesTold({ question, raw, refused }: ThrottlesProps & { readonly refused: ThrottleList }) {
  const { throttles, isCut } = refused;
  if (throttles.length === 0) return <NoThrottles question={question} raw={raw} />;
  const shown = throttles.slice(0, ROWS_MAX);
  const [some, all] = [formatCount(shown.length), formatCount(throttles.length)];
  return (
    <>
      <Sentences sentences={[sayLost(lostTimeOf(refused), sayWindow(question.windowText))]} />
      <ThrottleSums throttles={throttles} raw={raw} />
      <Panel
        title={
          shown.length < throttles.length ? `The last ${some} of ${all} throttles` : `Throttles, n ${all}`
        }
        note={`${isCut ? "There were so many that the oldest are missing. " : ""}A throttle is attempts of one round trip, one after the other, that were refused for the same reason. Its bucket is told by the refusal, or inferred from what was known to be spent.`}
        aside={
          <>
            All as{" "}
            <AnswerLinks
              path="/api/v1/limits/events"
              raw={raw}
              window={question.window}
              params={QUESTION_PARAMS}
            />
          </>
        }
      >
        <ThrottleTable throttles={shown} />
      </Panel>
    </>
  );
}

function NoThrottles({ question, raw }: ThrottlesProps) {
  const when = sayWindow(question.windowText);
  if (Object.keys(question.filters).length === 0)
    return (
      <Panel title="Throttles">
        <PanelEmpty>Nothing was refused {when}.</PanelEmpty>
      </Panel>
    );
  return (
    <Panel title="Throttles">
      <PanelEmpty>
        No throttle matches these filters {when}.{" "}
        <Link href={hrefWith("/limits/audit", windowParams(raw))}>Take the filters away</Link>.
      </PanelEmpty>
    </Panel>
  );
}
