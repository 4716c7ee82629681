import { FigureSums } from "#lib/domain/figures/figure-sums.ts";
import { type QuantileRatio, quantileRatio } from "#lib/domain/histogram/quantile-ratio.ts";
import { PUBLISHED_CLAIMS, type PublishedClaim } from "#lib/domain/published-claims.ts";
import type { Transport } from "#lib/domain/round-trip.ts";
import type { RoundTripQuestion } from "#lib/domain/round-trip-filter.ts";
import type { TimeWindow } from "#lib/domain/time-window.ts";
import { findRouteTurns } from "#lib/store/find-route-turns.ts";
import { findFigures } from "#lib/store/rollups/find-figures.ts";
import { sharedDatabase } from "#lib/store/shared-database.ts";
import { classifyVariants } from "./classify-variants.ts";
import { groupOfValue, valueOfGroup } from "./group-by-dimension.ts";
import { selectRoundTrips } from "./select-round-trips.ts";
import { type SureQuantiles, sureQuantiles } from "./sure-quantiles.ts";

/** Figures of complete round trips. */
interface ConnectionFigures {
  /** Round trips, however they ended. */
  readonly n: number;
  readonly streamOpenMs: SureQuantiles;
  readonly ttftMs: SureQuantiles;
  /** Of new connections that were watched at the wire or that the client tells. */
  readonly connectMs: SureQuantiles;
}

/** What the round trips of one transport did. */
export interface TransportSummary extends ConnectionFigures {
  readonly transport: string | null;
  /** Round trips over a connection that was there before, and over a new one; of the rest nobody knows. */
  readonly reused: number;
  readonly fresh: number;
  /** reused / (reused + fresh); null when nobody knows. */
  readonly reuseShare: number | null;
  /** Those for which the client gave up a WebSocket. */
  readonly fallbacks: number;
  /** By whether the connection was there before; null for unknown. */
  readonly connections: readonly (ConnectionFigures & { readonly connectionReused: boolean | null })[];
  /** Mean per complete turn that used it; null when no such turn is known. */
  readonly roundTripsPerTurn: number | null;
  readonly completeTurns: number | null;
}

/** A claim beside what was measured here. */
export interface CheckedClaim extends PublishedClaim {
  /**
   * The median over WebSockets by that of streams over HTTP, as they are: not of the same kind of work. Null without either.
   * What is answered in one piece has no stream that opens before it is done.
   */
  readonly measured: QuantileRatio | null;
}

/** How transports compare. */
export interface TransportComparison {
  /** The most frequent one first. */
  readonly transports: readonly TransportSummary[];
  readonly claims: readonly CheckedClaim[];
}

const FIGURES = ["streamOpenMs", "ttftMs", "connectMs"] as const;

/** Answers what transports and the reuse of connections do, beside what was claimed of them. */
export async function compareTransports(
  question: RoundTripQuestion & { readonly window: TimeWindow },
  database = sharedDatabase(),
): Promise<TransportComparison> {
  const selection = selectRoundTrips(question, await classifyVariants(database));
  const [found, turns] = await Promise.all([
    findFigures(database, {
      selection,
      figures: FIGURES,
      by: ["transport", "connectionReused"],
      groupOf: ({ transport, connectionReused }) =>
        JSON.stringify([transport ?? null, connectionReused ?? null]),
      intervalMs: null,
    }),
    findRouteTurns(database, selection, ({ transport }) => groupOfValue(transport)),
  ]);
  const parts = found.map(({ group, sums }) => {
    const [transport, reused] = JSON.parse(group) as [string | null, string | null];
    return { transport, connectionReused: reused === null ? null : reused === "true", sums };
  });
  const transports = [...Map.groupBy(parts, ({ transport }) => groupOfValue(transport))].map(
    ([group, own]): TransportSummary => {
      const whole = addUp(own.map(({ sums }) => sums));
      const counted = (isReused: boolean) =>
        own.find((part) => part.connectionReused === isReused)?.sums.counts.n ?? 0;
      const [reused, fresh] = [counted(true), counted(false)];
      const turnsOf = turns?.get(group) ?? { turns: 0, roundTrips: 0 };
      return {
        transport: valueOfGroup(group),
        ...figuresOf(whole),
        reused,
        fresh,
        reuseShare: reused + fresh > 0 ? reused / (reused + fresh) : null,
        fallbacks: whole.counts.fallbacks,
        connections: own
          .map(({ connectionReused, sums }) => ({ connectionReused, ...figuresOf(sums) }))
          .toSorted((a, b) => b.n - a.n),
        roundTripsPerTurn: turnsOf.turns > 0 ? turnsOf.roundTrips / turnsOf.turns : null,
        completeTurns: turns === null ? null : turnsOf.turns,
      };
    },
  );
  const over = (asked: Transport) =>
    addUp(parts.filter(({ transport }) => transport === asked).map(({ sums }) => sums));
  const [webSockets, streams] = [over("websocket"), over("sse")];
  return {
    transports: transports.toSorted((a, b) => b.n - a.n),
    claims: PUBLISHED_CLAIMS.map((claim) => ({
      ...claim,
      measured: quantileRatio(webSockets.histogram(claim.metric), streams.histogram(claim.metric), 0.5),
    })),
  };
}

function figuresOf(sums: FigureSums): ConnectionFigures {
  const [streamOpenMs, ttftMs, connectMs] = FIGURES.map((figure) =>
    sureQuantiles(sums.histogram(figure)),
  ) as [SureQuantiles, SureQuantiles, SureQuantiles];
  return { n: sums.counts.n, streamOpenMs, ttftMs, connectMs };
}

function addUp(all: readonly FigureSums[]): FigureSums {
  const whole = new FigureSums();
  for (const sums of all) whole.add(sums);
  return whole;
}
