import type { Observation } from "#lib/domain/observation.ts";
import { firstText } from "#lib/domain/read-facts.ts";
import type { Origin, RoundTrip } from "#lib/domain/round-trip.ts";
import type { Segment } from "#lib/domain/segment.ts";
import type { ToldRoundTrip } from "./join-wire.ts";
import { modelCallRoundTrip } from "./model-call-round-trip.ts";
import { modelCalls } from "./model-calls.ts";
import type { RoundTripParts } from "./round-trip-parts.ts";
import { sessionRoundTrip } from "./session-round-trips.ts";
import { settleReports } from "./settle-reports.ts";

/** The round trips that the client's own telemetry tells of. */
export function toldRoundTrips(
  segment: Segment,
  observations: readonly Observation[],
  parts: RoundTripParts,
  shared: Origin & Pick<RoundTrip, "sessionId" | "turnId">,
): ToldRoundTrip[] {
  const turnEnds = observations.filter(({ kind }) => kind === "turn").map(({ atMs }) => atMs);
  const context = {
    shared: { ...shared, provider: firstText(observations, "provider")?.toLowerCase() ?? null },
    reasoningEffort: firstText(
      observations.filter(({ kind }) => kind === "sessionStart"),
      "reasoningEffort",
    ),
    turnEndMs: turnEnds.length === 0 ? null : Math.max(...turnEnds),
    closed: segment.closed || wentIdle(observations),
  };
  return [
    ...parts.groups
      .flatMap((group) => sessionRoundTrip(group, context) ?? [])
      .map((roundTrip) => ({ roundTrip, names: [], spanIds: [] })),
    ...modelCalls(settleReports(observations)).map((call) => ({
      roundTrip: modelCallRoundTrip(call, shared),
      names: call.names,
      spanIds: call.spanIds,
    })),
  ];
}

/** Whether silence was the last thing noted; anything heard after it says that the session went on. */
function wentIdle(observations: readonly Observation[]): boolean {
  const idleAtMs = observations.findLast(({ kind }) => kind === "idle")?.atMs;
  return idleAtMs !== undefined && observations.every(({ atMs }) => atMs <= idleAtMs);
}
