import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { BadAddress } from "#app/components/bad-address.tsx";
import { Instant } from "#app/components/instant.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { Panel } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { sessionHref } from "#app/components/session-href.ts";
import { decodeId } from "#app/decode-id.ts";
import { hrefWith } from "#app/href.ts";
import { readRawParams } from "#app/raw-params.ts";
import { ParameterError } from "#app/search-params.ts";
import { type DescribedSession, describeSession } from "#lib/analytics/describe-session.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { prepareSessionClock } from "#lib/analytics/series/prepare-session-clock.ts";
import { PHASES } from "#lib/domain/phase.ts";
import { sayBroken, saySwitches } from "../session-table.tsx";
import styles from "../sessions.module.css";
import { readFirst } from "./read-first.ts";
import { SessionClockChart } from "./session-clock-chart.tsx";
import { TierTable } from "./tier-table.tsx";
import { TurnTable } from "./turn-table.tsx";

export const metadata: Metadata = { title: "Session" };

export default async function SessionPage({ params, searchParams }: PageProps<"/sessions/[id]">) {
  const id = decodeId((await params).id);
  // Before anything is streamed, so that an unknown session still gets the status 404.
  const session = id === null ? null : await describeSession(id);
  if (id === null || !session) notFound();
  let first = 1;
  try {
    first = readFirst(readRawParams(await searchParams), session.turns.length);
  } catch (error) {
    if (error instanceof ParameterError) return <BadAddress path={sessionHref(id)} message={error.message} />;
    throw error;
  }
  const { figures, turns } = session;
  const slices = preparePhaseBar(PHASES.map((phase) => ({ phase, ms: figures.phases[phase] })));
  const ownMs = turns.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const own = {
    sessionId: id,
    from: formatIso(Math.floor(figures.startedAtMs)),
    to: formatIso(Math.ceil(figures.endedAtMs) + 1),
  };
  const href = (path: string, more = {}) => hrefWith(path, new Map(), { ...own, ...more });
  return (
    <PageFrame path="/sessions" raw={new Map()}>
      <div>
        <h1>
          A session of {formatCount(figures.turns)} turn{figures.turns === 1 ? "" : "s"},{" "}
          <Instant unixMs={figures.startedAtMs} />
        </h1>
        <Facts id={id} session={session} />
      </div>
      <Panel
        title="Where its time went"
        note="The phases of all its turns together; what passed between turns belongs to none."
        aside={formatDuration(ownMs)}
      >
        <PhaseBar slices={slices} />
        <PhaseLegend slices={slices} />
      </Panel>
      <Panel
        title="On one clock"
        note="When turns ran, and when round trips of each tier. Long pauses are drawn shorter than they were, the longest hatched."
        aside={saySwitches(figures.switches)}
      >
        <SessionClockChart
          clock={prepareSessionClock(session)}
          hrefOf={(lane) => href("/round-trips", lane.kind === "tier" ? { tier: lane.tier } : {})}
        />
      </Panel>
      <Panel
        title="By tier"
        note="First tokens are of complete round trips that tell one."
        aside={
          <>
            <Link href={href("/round-trips")} prefetch={false}>
              All {formatCount(figures.roundTrips)} round trips
            </Link>
            {" · "}
            <a href={href("/api/v1/round-trips", { format: "csv", limit: "1000" })}>CSV</a>
          </>
        }
      >
        <TierTable session={session} hrefOf={(tier) => href("/round-trips", { tier })} />
      </Panel>
      <TurnTable
        session={session}
        first={first}
        path={sessionHref(id)}
        answerHref={(format) => href("/api/v1/turns", { format, limit: "1000" })}
      />
    </PageFrame>
  );
}

function Facts({ id, session: { figures } }: { readonly id: string; readonly session: DescribedSession }) {
  const facts = [
    ["Client", [figures.client, figures.clientVersion].filter((part) => part !== null).join(" ")],
    ["Person", figures.person],
    ["Team", figures.team],
    ["Repository", figures.repository],
    ["From first to last", formatDuration(figures.endedAtMs - figures.startedAtMs)],
    ["Round trips", formatCount(figures.roundTrips)],
    ["Not complete", sayBroken(figures) ?? "none"],
    ["Wait for models", formatDuration(figures.modelMs)],
    ["First token p50", `${formatDuration(figures.ttftP50Ms)} (n ${formatCount(figures.ttftN)})`],
    ["Input tokens", sayTokens(figures.inputTokens, figures.inputTokensN, figures.roundTrips)],
    ["Output tokens", sayTokens(figures.outputTokens, figures.outputTokensN, figures.roundTrips)],
    ["Id", id],
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? UNKNOWN}</dd>
        </div>
      ))}
    </dl>
  );
}

function sayTokens(count: number | null, n: number, of: number): string {
  return n > 0 && n < of ? `${formatCount(count)} (of ${formatCount(n)} round trips)` : formatCount(count);
}
