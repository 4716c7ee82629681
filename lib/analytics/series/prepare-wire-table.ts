import type { TurnRoundTrip } from "#lib/analytics/describe-turn.ts";
import { formatDuration, UNKNOWN } from "#lib/analytics/format-duration.ts";
import type { WireDetails } from "#lib/domain/round-trip.ts";
import { nameRoundTrip } from "./name-round-trip.ts";

/** A column of what was measured at the wire, and what it means. */
export interface WireColumn {
  readonly name: string;
  readonly meaning: string;
}

/** One round trip that was measured at the wire. */
export interface WireTableRow {
  readonly id: string;
  /** Its number in the turn and its model. */
  readonly name: string;
  /** One text for each column. */
  readonly cells: readonly string[];
}

/** What was measured at the wire of a turn's round trips; columns of which nothing is known are left out. */
export interface WireTable {
  readonly columns: readonly WireColumn[];
  readonly rows: readonly WireTableRow[];
}

type Measured = TurnRoundTrip & { readonly wire: WireDetails };

const COLUMNS: readonly (WireColumn & { readonly show: (roundTrip: Measured) => string })[] = [
  { name: "DNS", meaning: "looking up the name", show: ({ wire }) => formatDuration(wire.dnsMs) },
  { name: "TCP", meaning: "connecting", show: ({ wire }) => formatDuration(wire.tcpMs) },
  { name: "TLS", meaning: "agreeing on encryption", show: ({ wire }) => formatDuration(wire.tlsMs) },
  {
    name: "Upgrade",
    meaning: "the handshake of a WebSocket",
    show: ({ wire }) => formatDuration(wire.upgradeMs),
  },
  { name: "Sent", meaning: "the whole request was sent", show: ({ wire }) => formatDuration(wire.sentMs) },
  { name: "Headers", meaning: "the response began", show: ({ wire }) => formatDuration(wire.headersMs) },
  {
    name: "First event",
    meaning: "of any kind",
    show: ({ wire }) => formatDuration(wire.firstEventMs),
  },
  {
    name: "First token",
    meaning: "the first event with a token in it",
    show: ({ wire }) => formatDuration(wire.firstTokenMs),
  },
  {
    name: "First output",
    meaning: "the first visible text or tool call",
    show: ({ wire }) => formatDuration(wire.firstOutputMs),
  },
  {
    name: "Last token",
    meaning: "the last event with a token in it",
    show: ({ wire }) => formatDuration(wire.lastTokenMs),
  },
  { name: "End", meaning: "the attempt was over", show: ({ wire }) => formatDuration(wire.endMs) },
  {
    name: "Gap p50",
    meaning: "between events with tokens",
    show: ({ wire }) => formatDuration(wire.gapP50Ms),
  },
  {
    name: "Gap p95",
    meaning: "between events with tokens",
    show: ({ wire }) => formatDuration(wire.gapP95Ms),
  },
  {
    name: "Longest gap",
    meaning: "between events with tokens",
    show: ({ gapMaxMs }) => formatDuration(gapMaxMs),
  },
  { name: "Stalls", meaning: "gaps far longer than usual, and their sum", show: showStalls },
  {
    name: "Server time",
    meaning: "what the provider says that it took itself",
    show: ({ serverMs }) => formatDuration(serverMs),
  },
  { name: "Refused as", meaning: "and the wait that was asked for", show: showThrottle },
];

/** Prepares the table; null when nothing of the turn was measured at the wire. */
export function prepareWireTable(roundTrips: readonly TurnRoundTrip[]): WireTable | null {
  const rows = roundTrips.flatMap((roundTrip) =>
    isMeasured(roundTrip)
      ? [
          {
            id: roundTrip.id,
            name: nameRoundTrip(roundTrip),
            cells: COLUMNS.map(({ show }) => show(roundTrip)),
          },
        ]
      : [],
  );
  if (rows.length === 0) return null;
  const known = COLUMNS.map((_, index) => rows.some(({ cells }) => cells[index] !== UNKNOWN));
  return {
    columns: COLUMNS.filter((_, index) => known[index]).map(({ name, meaning }) => ({ name, meaning })),
    rows: rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => known[index]) })),
  };
}

function isMeasured(roundTrip: TurnRoundTrip): roundTrip is Measured {
  return roundTrip.wire !== null;
}

function showStalls({ stalls, stalledMs }: Measured): string {
  if (stalls === null) return UNKNOWN;
  return stalls === 0 ? "0" : `${stalls} · ${formatDuration(stalledMs)}`;
}

function showThrottle({ wire: { throttleClass, retryAfterMs } }: Measured): string {
  if (throttleClass === null) return UNKNOWN;
  return retryAfterMs === null ? throttleClass : `${throttleClass} · ${formatDuration(retryAfterMs)}`;
}
