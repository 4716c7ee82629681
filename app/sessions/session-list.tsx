import Link from "next/link";
import { AnswerLinks } from "#app/components/answer-links.tsx";
import { LinkChoice } from "#app/components/link-choice.tsx";
import { NothingMatches } from "#app/components/nothing-matches.tsx";
import { Panel } from "#app/components/panel.tsx";
import { hrefWith } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { writeCursor } from "#app/round-trip-cursor.ts";
import { SESSION_LISTING_PARAMS, type SessionQuestion } from "#app/session-listing-params.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { listSessions } from "#lib/analytics/list-sessions.ts";
import { SessionTable } from "./session-table.tsx";
import styles from "./sessions.module.css";

const ORDERS: Readonly<Record<SessionQuestion["sort"], string>> = {
  "-lastTurnAt": "Newest",
  "-modelMs": "Longest wait",
  "-roundTrips": "Most round trips",
  "-switches": "Most switches",
};

interface SessionListProps {
  readonly question: SessionQuestion;
  readonly raw: RawParams;
  readonly lastMs: number;
}

/** One page of sessions, with the way to the next and to the same rows for programs. */
export async function SessionList({ question, raw, lastMs }: SessionListProps) {
  const { sessions, next: after } = await listSessions(question);
  if (sessions.length === 0) {
    const hasFilters = Object.keys(question.filters).length > 0;
    return <NothingMatches path="/sessions" raw={raw} hasFilters={hasFilters} lastMs={lastMs} />;
  }
  const next = after && writeCursor(question.sort, { after, window: question.window });
  const isFirst = question.after === null;
  return (
    <Panel
      title={`${isFirst ? "First" : "Next"} ${formatCount(sessions.length)}`}
      note={'One row for each conversation with a coding client; figures are of this time. "–" is unknown.'}
      aside={
        <>
          These rows as{" "}
          <AnswerLinks
            path="/api/v1/sessions"
            raw={raw}
            window={question.window}
            params={SESSION_LISTING_PARAMS}
          />
        </>
      }
    >
      <LinkChoice
        label="Order"
        path="/sessions"
        raw={raw}
        param="sort"
        choices={ORDERS}
        chosen={question.sort}
        changes={{ cursor: null }}
      />
      <SessionTable sessions={sessions} />
      {(next || !isFirst) && (
        <nav aria-label="List pages" className={styles.pages}>
          {!isFirst && (
            <Link href={hrefWith("/sessions", raw, { cursor: null })} prefetch={false}>
              First page
            </Link>
          )}
          {next && (
            <Link href={hrefWith("/sessions", raw, { cursor: next })} prefetch={false} rel="next">
              Next {formatCount(question.limit)}
            </Link>
          )}
        </nav>
      )}
    </Panel>
  );
}
