import { ASKED_PARAM } from "#app/components/turn-href.ts";
import type { RawParams } from "#app/raw-params.ts";
import { ParameterError, readOne, refuseUnknownParams } from "#app/search-params.ts";
import type { DescribedTurn } from "#lib/analytics/describe-turn.ts";
import type { TurnPart } from "#lib/analytics/series/cut-turn.ts";

/** What of a turn is shown. */
export interface AskedPart {
  readonly part: TurnPart;
  /** Id of the round trip that was asked for; null when none was. */
  readonly roundTripId: string | null;
}

/** Reads which part of a turn is shown: that of a number, that in which a round trip began, or the first. Throws ParameterError. */
export function readPart(raw: RawParams, turn: DescribedTurn, parts: readonly TurnPart[]): AskedPart {
  refuseUnknownParams(raw, ["part", ASKED_PARAM]);
  const roundTripId = readOne(raw, ASKED_PARAM);
  const number = readOne(raw, "part");
  const roundTrip = turn.roundTrips.find(({ id }) => id === roundTripId);
  if (roundTripId !== null && roundTrip === undefined)
    throw new ParameterError(ASKED_PARAM, "must be the id of a round trip of this turn");
  const part =
    number !== null
      ? parts.find((one) => String(one.number) === number)
      : roundTrip === undefined
        ? parts[0]
        : parts.findLast(({ fromMs }) => fromMs <= roundTrip.startedAtMs - turn.startedAtMs);
  if (part === undefined) throw new ParameterError("part", `must be a number from 1 to ${parts.length}`);
  return { part, roundTripId };
}
