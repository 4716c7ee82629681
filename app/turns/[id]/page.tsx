import type { Metadata, Route } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { BadAddress } from "#app/components/bad-address.tsx";
import { Instant } from "#app/components/instant.tsx";
import { PageFrame } from "#app/components/page-frame.tsx";
import { Panel } from "#app/components/panel.tsx";
import { PhaseBar, PhaseLegend } from "#app/components/phase-bar.tsx";
import { RoundTripTable } from "#app/components/round-trip-table.tsx";
import { sessionHref } from "#app/components/session-href.ts";
import { turnHref } from "#app/components/turn-href.ts";
import { decodeId } from "#app/decode-id.ts";
import { hrefWith } from "#app/href.ts";
import { readRawParams } from "#app/raw-params.ts";
import { ParameterError } from "#app/search-params.ts";
import { type DescribedTurn, describeTurn, type TurnRoundTrip } from "#lib/analytics/describe-turn.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import { formatCount } from "#lib/analytics/format-number.ts";
import { formatIso } from "#lib/analytics/format-time.ts";
import { OUTCOME_NAMES } from "#lib/analytics/outcome-names.ts";
import { cutTurn, takePart } from "#lib/analytics/series/cut-turn.ts";
import { preparePhaseBar } from "#lib/analytics/series/prepare-phase-bar.ts";
import { prepareTurnOverview } from "#lib/analytics/series/prepare-turn-overview.ts";
import { prepareWaterfall } from "#lib/analytics/series/prepare-waterfall.ts";
import { prepareWireTable } from "#lib/analytics/series/prepare-wire-table.ts";
import { OtherEvents } from "./other-events.tsx";
import { type AskedPart, readPart } from "./read-part.ts";
import styles from "./turn.module.css";
import { TurnOverviewChart } from "./turn-overview-chart.tsx";
import { WaterfallChart } from "./waterfall-chart.tsx";
import { WireDetails } from "./wire-details.tsx";

export const metadata: Metadata = { title: "Turn" };

export default async function TurnPage({ params, searchParams }: PageProps<"/turns/[id]">) {
  const id = decodeId((await params).id);
  // Before anything is streamed, so that an unknown turn still gets the status 404.
  const turn = id === null ? null : await describeTurn(id);
  if (!turn) notFound();
  const parts = cutTurn(turn);
  let asked: AskedPart;
  try {
    asked = readPart(readRawParams(await searchParams), turn, parts);
  } catch (error) {
    if (error instanceof ParameterError)
      return <BadAddress path={turnHref(turn.id)} message={error.message} />;
    throw error;
  }
  const { part, roundTripId } = asked;
  const shown = parts.length === 1 ? turn : takePart(turn, part);
  const ofParts = parts.length === 1 ? "" : `, part ${part.number} of ${formatCount(parts.length)}`;
  const slices = preparePhaseBar(turn.phases);
  const wire = prepareWireTable(shown.roundTrips);
  const facts = [
    ["Client", turn.clientVersion === null ? turn.client : `${turn.client} ${turn.clientVersion}`],
    ["Person", turn.person],
    ["Team", turn.team],
    ["Repository", turn.repository],
    ["Round trips", formatCount(turn.roundTrips.length)],
    ["Tool calls", formatCount(turn.toolCalls.length)],
    ["Outcome", OUTCOME_NAMES[turn.outcome]],
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
      {parts.length > 1 && (
        <Panel
          title="The whole turn"
          note="So much happened that the rest of the page tells one part: choose it here."
          aside={`${formatCount(parts.length)} parts`}
        >
          <TurnOverviewChart
            overview={prepareTurnOverview(turn, parts)}
            shown={part.number}
            hrefOf={(number) => hrefWith(turnHref(turn.id), new Map(), { part: String(number) })}
          />
        </Panel>
      )}
      <Panel
        title={`Waterfall${ofParts}`}
        note={
          parts.length === 1
            ? "Everything on one time axis. A round trip is coloured by phase; the dark notch is its first token."
            : "What began in this part, on its time axis. A round trip is coloured by phase; the dark notch is its first token."
        }
      >
        <WaterfallChart waterfall={prepareWaterfall(shown, part)} marked={roundTripId} />
      </Panel>
      <Panel
        title={`Round trips${ofParts}`}
        aside={
          <>
            {sayNumbers(shown.roundTrips, turn.roundTrips.length)} · <a href={csvHref(shown)}>CSV</a> · the
            whole turn as <a href={`/api/v1/turns/${encodeURIComponent(turn.id)}`}>JSON</a>
          </>
        }
      >
        <RoundTripTable
          label="Round trips of this turn"
          roundTrips={shown.roundTrips}
          hasTurn={false}
          marked={roundTripId}
        />
      </Panel>
      {wire && <WireDetails table={wire} />}
      <OtherEvents turn={shown} />
    </PageFrame>
  );
}

/** Where these round trips of a turn can be had as a file. */
function csvHref({ id, startedAtMs, roundTrips }: DescribedTurn): Route {
  const [fromMs, toMs] = [roundTrips[0], roundTrips.at(-1)].map((trip) => trip?.startedAtMs ?? startedAtMs);
  return hrefWith("/api/v1/round-trips", new Map(), {
    turnId: id,
    from: formatIso(Math.floor(fromMs ?? 0)),
    to: formatIso(Math.ceil(toMs ?? 0) + 1),
    sort: "startedAt",
    limit: "1000",
    format: "csv",
  });
}

/** Which of so many round trips these are. */
function sayNumbers(roundTrips: readonly TurnRoundTrip[], all: number): string {
  const [first, last] = [roundTrips[0], roundTrips.at(-1)];
  if (!first || !last || roundTrips.length === all) return `n ${formatCount(roundTrips.length)}`;
  return `${formatCount(first.number)} to ${formatCount(last.number)} of ${formatCount(all)}`;
}
