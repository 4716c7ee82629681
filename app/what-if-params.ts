import { TRANSPORTS } from "#lib/domain/round-trip.ts";
import type { WhatIfChange, WhatIfScenario } from "#lib/domain/what-if/what-if-scenario.ts";
import { readChoice, readNumber } from "./figure-params.ts";
import type { RawParams } from "./raw-params.ts";
import { ParameterError, readOne } from "./search-params.ts";

/** What narrows the turns that are replayed. */
export const TURN_PARAMS = [
  "window",
  "from",
  "to",
  "client",
  "clientVersion",
  "person",
  "team",
  "repository",
] as const;

/** What would be different. */
export const SCENARIO_PARAMS = [
  "tierFrom",
  "tierTo",
  "transportTo",
  "throttleFactor",
  "outputRatio",
  "roundTripRatio",
] as const;

/** Reads what would be different: another tier, transport or limits, or several at once. Throws ParameterError. */
export function readScenario(raw: RawParams): WhatIfScenario {
  const changes: WhatIfChange[] = [];
  const [from, to] = [readOne(raw, "tierFrom"), readOne(raw, "tierTo")];
  if (to !== null && to === from) throw new ParameterError("tierTo", 'must not be the same as "tierFrom"');
  if (to !== null) changes.push({ kind: "tier", from, to });
  else if (from !== null) throw new ParameterError("tierFrom", 'needs "tierTo"');
  if (readOne(raw, "transportTo") !== null)
    changes.push({ kind: "transport", to: readChoice(raw, "transportTo", TRANSPORTS, "websocket") });
  const throttleFactor = readNumber(raw, "throttleFactor");
  if (throttleFactor !== null) changes.push({ kind: "limits", throttleFactor });
  if (changes.length === 0)
    throw new ParameterError("tierTo", 'is missing: give it, "transportTo" or "throttleFactor"');
  return {
    changes,
    outputRatio: readRatio(raw, "outputRatio"),
    roundTripRatio: readRatio(raw, "roundTripRatio"),
  };
}

function readRatio(raw: RawParams, name: "outputRatio" | "roundTripRatio"): number {
  const ratio = readNumber(raw, name) ?? 1;
  if (ratio < 0.1 || ratio > 10) throw new ParameterError(name, "must be from 0.1 to 10");
  return ratio;
}
