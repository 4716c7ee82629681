import Link from "next/link";
import { comparedWindow } from "#app/compared-window.ts";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Panel } from "#app/components/panel.tsx";
import type { Asked } from "#app/components/question-page.tsx";
import { hrefWith } from "#app/href.ts";
import { QUESTION_PARAMS, type Question } from "#app/search-params.ts";
import { compareTransports } from "#lib/analytics/compare-transports.ts";
import { ClaimTable } from "./claim-table.tsx";
import { ConnectionTable } from "./connection-table.tsx";
import { TransportTable } from "./transport-table.tsx";

/** What transports and kept connections do, beside what was claimed of them. */
export async function Transports({ question, raw, lastMs }: Asked<Question>) {
  const window = comparedWindow(raw, question.window);
  const [{ transports, claims }, before] = await Promise.all([
    compareTransports(question),
    window && compareTransports({ ...question, window }),
  ]);
  if (transports.length === 0) {
    const hasFilters = Object.keys(question.filters).length > 0;
    return <NothingMatches path="/transport" raw={raw} hasFilters={hasFilters} lastMs={lastMs} />;
  }
  return (
    <>
      <Panel
        title="What was claimed, and what was measured here"
        note="Medians over WebSockets against those of streams over HTTP, whatever was asked of them: other clients, models and sizes may hide behind a difference."
        aside={
          <Link href={hrefWith("/round-trips", raw, { transport: "websocket" })} prefetch={false}>
            The round trips over WebSockets
          </Link>
        }
      >
        <ClaimTable claims={claims} before={before?.claims ?? null} />
      </Panel>
      <Panel
        title="Transports"
        note="Latencies are of complete round trips. Below each median is the range in which the true one lies (95 %, were round trips independent)."
        aside={
          <AnswerLinks
            path="/api/v1/transports"
            raw={raw}
            window={question.window}
            params={QUESTION_PARAMS}
          />
        }
      >
        <TransportTable transports={transports} before={before?.transports ?? null} raw={raw} />
      </Panel>
      <Panel
        title="New connections and kept ones"
        note="A connection that was there before spares its set-up. Of the unknown the client tells neither."
      >
        <ConnectionTable transports={transports} before={before?.transports ?? null} raw={raw} />
      </Panel>
    </>
  );
}
