import { GET as compare } from "#app/api/v1/compare/route.ts";
import { GET as distribution } from "#app/api/v1/distribution/route.ts";
import { GET as heatmap } from "#app/api/v1/heatmap/route.ts";
import { GET as latency } from "#app/api/v1/latency/route.ts";
import { GET as meta } from "#app/api/v1/meta/route.ts";
import { GET as periods } from "#app/api/v1/periods/route.ts";
import { GET as phases } from "#app/api/v1/phases/route.ts";
import { GET as roundTrips } from "#app/api/v1/round-trips/route.ts";
import { GET as roundTripsPerTurn } from "#app/api/v1/round-trips-per-turn/route.ts";
import { GET as sessions } from "#app/api/v1/sessions/route.ts";
import { GET as stalls } from "#app/api/v1/stalls/route.ts";
import { GET as tierSwitches } from "#app/api/v1/tier-switches/route.ts";
import { GET as tiers } from "#app/api/v1/tiers/route.ts";
import { GET as transports } from "#app/api/v1/transports/route.ts";
import { GET as turns } from "#app/api/v1/turns/route.ts";
import { GET as whatDiffers } from "#app/api/v1/what-differs/route.ts";
import { GET as whatIf } from "#app/api/v1/what-if/route.ts";
import { TURN_PARAMS } from "#app/what-if-params.ts";

/** A question as a page or a program asks it. */
export interface Panel {
  readonly name: string;
  readonly get: (request: Request) => Promise<Response>;
  /** What it asks besides window and filters. */
  readonly params: string;
  /** In ms, of DESIGN §6; null where it says nothing: such answers are sought for seconds or wait for a person to ask. */
  readonly most: { readonly unfiltered: number | null; readonly filtered: number | null };
  /** The only filters that it takes; null for all. */
  readonly filters: readonly string[] | null;
}

const PANEL = { most: { unfiltered: 60, filtered: 150 }, filters: null } as const;
const SEARCH = { most: { unfiltered: 500, filtered: 500 }, filters: null } as const;
const STUDY = { most: { unfiltered: null, filtered: null }, filters: [] } as const;
const OF_TURNS = TURN_PARAMS.slice(3);

/** What pages show, and what is asked of them. */
export function panels(selectedFrom: string, selectedTo: string): readonly Panel[] {
  return [
    { name: "tiers", get: tiers, params: "", ...PANEL },
    { name: "latency by tier", get: latency, params: "", ...PANEL },
    { name: "latency by model", get: latency, params: "by=model&metric=e2eMs", ...PANEL },
    { name: "latency by person", get: latency, params: "by=person", ...PANEL, filters: ["tier", "team"] },
    { name: "heatmap", get: heatmap, params: "", ...PANEL },
    { name: "distribution by tier", get: distribution, params: "", ...PANEL },
    { name: "phases by tier", get: phases, params: "", ...PANEL, filters: OF_TURNS },
    { name: "round trips per turn", get: roundTripsPerTurn, params: "", ...PANEL, filters: OF_TURNS },
    { name: "tier switches", get: tierSwitches, params: "", ...PANEL },
    { name: "periods", get: periods, params: "", ...PANEL },
    { name: "stalls by tier", get: stalls, params: "", ...PANEL },
    { name: "transports", get: transports, params: "", ...PANEL },
    { name: "values to filter by", get: meta, params: "", ...PANEL },
    { name: "newest round trips", get: roundTrips, params: "", ...SEARCH },
    { name: "slowest first tokens", get: roundTrips, params: "sort=-ttftMs", ...SEARCH },
    { name: "slowest round trips", get: roundTrips, params: "sort=-e2eMs", ...SEARCH },
    { name: "newest sessions", get: sessions, params: "", ...SEARCH },
    { name: "newest turns", get: turns, params: "", ...SEARCH, filters: OF_TURNS },
    { name: "longest turns", get: turns, params: "sort=-durationMs", ...SEARCH, filters: OF_TURNS },
    { name: "compare tiers", get: compare, params: "a=Standard&b=Instant", ...STUDY },
    {
      name: "what differs in six hours",
      get: whatDiffers,
      params: `selectedFrom=${selectedFrom}&selectedTo=${selectedTo}&metric=ttftMs&min=5000`,
      ...STUDY,
    },
    { name: "what if", get: whatIf, params: "tierFrom=Standard&tierTo=Instant", ...STUDY },
  ];
}
