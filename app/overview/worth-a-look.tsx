import Link from "next/link";
import { type ReactNode, Suspense } from "react";
import { askCollector } from "#app/api/ask-collector.ts";
import { Panel } from "#app/components/panel.tsx";
import { Sentence } from "#app/components/sentences.tsx";
import { turnHref } from "#app/components/turn-href.ts";
import { hrefWith, windowParams } from "#app/href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { pageTimeZone } from "#app/time-zone.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { listAccountPeople } from "#lib/analytics/list-account-people.ts";
import { listLimits } from "#lib/analytics/list-limits.ts";
import { listTurns } from "#lib/analytics/list-turns.ts";
import { prepareCollectorProblems } from "#lib/analytics/series/prepare-collector-sentences.ts";
import { sayNextStop } from "#lib/analytics/series/prepare-limit-sentences.ts";
import { sayLongestTurn } from "#lib/analytics/series/say-longest-turn.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import styles from "./overview.module.css";

interface WorthALookProps {
  readonly window: TimeWindow;
  readonly raw: RawParams;
}

/** The single things that a lead looks at first, each with the way to it. */
export function WorthALook({ window, raw }: WorthALookProps) {
  const line = <span className={styles.line} />;
  return (
    <Panel
      title="Worth a look"
      note="The extremes of the time looked at, and how limits and collector stand now."
    >
      <ul className={styles.changes}>
        <Suspense fallback={<Line>{line}</Line>}>
          <LongestTurn window={window} raw={raw} />
        </Suspense>
        <Suspense fallback={<Line>{line}</Line>}>
          <NextLimit />
        </Suspense>
        <Suspense fallback={<Line>{line}</Line>}>
          <CollectorNow />
        </Suspense>
      </ul>
    </Panel>
  );
}

function Line({ children }: { readonly children: ReactNode }) {
  return <li className={styles.plain}>{children}</li>;
}

async function LongestTurn({ window, raw }: WorthALookProps) {
  const { turns } = await listTurns({
    ...{ window, filters: {}, order: "durationMs", after: null, limit: 1 },
  });
  const [turn] = turns;
  if (turn === undefined) return <Line>No turn started in this time.</Line>;
  return (
    <Line>
      <p>
        <Sentence sentence={sayLongestTurn(turn)} />
      </p>
      <p>
        <Link href={turnHref(turn.id)} prefetch={false}>
          Look at it
        </Link>{" "}
        or at{" "}
        <Link href={hrefWith("/round-trips", windowParams(raw), { sort: "-e2eMs" })} prefetch={false}>
          the slowest round trips
        </Link>
      </p>
    </Line>
  );
}

async function NextLimit() {
  const nowMs = Date.now();
  const [limits, peopleOf] = await Promise.all([listLimits(nowMs), listAccountPeople()]);
  if (limits.buckets.length === 0) return <Line>No client has told a limit yet.</Line>;
  const next = sayNextStop({ limits, peopleOf, nowMs, timeZone: await pageTimeZone() });
  return (
    <Line>
      <p>
        <Sentence sentence={next} />
      </p>
      <p>
        <Link href="/limits" prefetch={false}>
          All limits
        </Link>
      </p>
    </Line>
  );
}

async function CollectorNow() {
  const state = await askCollector();
  const problems = state === null ? null : prepareCollectorProblems(state);
  return (
    <Line>
      <p>
        {problems === null
          ? "The collector does not answer."
          : problems.length === 0
            ? "The collector stored all that arrived since it started."
            : `The collector tells of ${formatCount(problems.length)} ${problems.length === 1 ? "problem" : "problems"}: ${problems[0]}`}
      </p>
      <p>
        <Link href="/collector" prefetch={false}>
          What arrives
        </Link>
      </p>
    </Line>
  );
}
