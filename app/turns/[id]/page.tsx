import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Instant } from "#app/components/instant.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { Panel } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { RoundTripTable } from "#app/components/round-trip-table.tsx";
import { sessionHref } from "#app/components/session-href.ts";
import { decodeId } from "#app/decode-id.ts";
import { describeTurn } from "#lib/analytics/describe-turn.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { prepareWaterfall } from "#lib/analytics/series/prepare-waterfall.ts";
import { prepareWireTable } from "#lib/analytics/series/prepare-wire-table.ts";
import { OtherEvents } from "./other-events.tsx";
import styles from "./turn.module.css";
import { WaterfallChart } from "./waterfall-chart.tsx";
import { WireDetails } from "./wire-details.tsx";

export const metadata: Metadata = { title: "Turn" };

export default async function TurnPage({ params }: PageProps<"/turns/[id]">) {
  const id = decodeId((await params).id);
  // Before anything is streamed, so that an unknown turn still gets the status 404.
  const turn = id === null ? null : await describeTurn(id);
  if (!turn) notFound();
  const slices = preparePhaseBar(turn.phases);
  const wire = prepareWireTable(turn.roundTrips);
  const facts = [
    ["Client", turn.clientVersion === null ? turn.client : `${turn.client} ${turn.clientVersion}`],
    ["Person", turn.person],
    ["Team", turn.team],
    ["Repository", turn.repository],
    ["Round trips", String(turn.roundTrips.length)],
    ["Tool calls", String(turn.toolCalls.length)],
    ["Outcome", turn.outcome],
  ] as const;
  return (
    <PageFrame path="/round-trips" raw={new Map()}>
      <div>
        <h1>
          A turn of {formatDuration(turn.durationMs)}, <Instant unixMs={turn.startedAtMs} />
        </h1>
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value ?? UNKNOWN}</dd>
            </div>
          ))}
          <div>
            <dt>Session</dt>
            <dd>
              <Link href={sessionHref(turn.sessionId)} prefetch={false}>
                {turn.sessionId}
              </Link>
            </dd>
          </div>
        </dl>
      </div>
      <Panel
        title="Phases"
        note="Every moment belongs to one phase; together they are the whole turn."
        aside={formatDuration(turn.durationMs)}
      >
        <PhaseBar slices={slices} />
        <PhaseLegend slices={slices} />
      </Panel>
      <Panel
        title="Waterfall"
        note="Everything on one time axis. A round trip is coloured by phase; the dark notch is its first token."
      >
        <WaterfallChart waterfall={prepareWaterfall(turn)} />
      </Panel>
      <Panel title="Round trips" aside={`n ${turn.roundTrips.length}`}>
        <RoundTripTable label="Round trips of this turn" roundTrips={turn.roundTrips} hasTurn={false} />
      </Panel>
      {wire && <WireDetails table={wire} />}
      <OtherEvents turn={turn} />
    </PageFrame>
  );
}
