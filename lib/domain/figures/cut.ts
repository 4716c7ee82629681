import type { Dimension } from "../round-trip-filter.ts";

/** Dimensions that roll-ups may tell apart, besides the model variant, which every roll-up of round trips does. */
export type CutDimension = Extract<
  Dimension,
  | "client"
  | "clientVersion"
  | "person"
  | "team"
  | "repository"
  | "transport"
  | "connectionReused"
  | "basis"
  | "outcome"
  | "errorType"
  | "statusCode"
>;

/**
 * The ways in which round trips are cut for roll-ups, those with the fewest pieces first. Each hour is rolled up once for
 * each cut: all dimensions at once would make hardly fewer rows than there are round trips.
 */
export const CUTS = {
  model: [],
  program: ["client", "clientVersion"],
  connection: ["transport", "connectionReused", "basis", "client", "clientVersion"],
  ending: ["outcome", "errorType", "statusCode", "transport", "connectionReused"],
  team: ["team", "client", "clientVersion"],
  repository: ["repository"],
  person: ["person", "team"],
} as const satisfies Readonly<Record<string, readonly CutDimension[]>>;

export type Cut = keyof typeof CUTS;

/** The ways in which turns are cut, those with the fewest pieces first. */
export const TURN_CUTS = {
  all: [],
  kinds: [],
  calls: [],
  program: ["client", "clientVersion"],
  team: ["team"],
  repository: ["repository"],
  person: ["person", "team"],
  who: ["person", "team"],
} as const satisfies Readonly<Record<string, readonly CutDimension[]>>;

export type TurnCut = keyof typeof TURN_CUTS;

/**
 * What each piece of a cut tells of its turns' calls: nothing, their kinds (a model variant and a transport each), or the
 * routes that they took, of which there are many times as many sets.
 */
export function callsToldBy(cut: TurnCut): "nothing" | "kinds" | "routes" {
  if (cut === "all" || cut === "who") return "nothing";
  return cut === "calls" ? "routes" : "kinds";
}

/** The first cut that tells all these dimensions apart; null when none does, so that only the facts can tell. */
export function chooseCut<C extends string>(
  cuts: Readonly<Record<C, readonly CutDimension[]>>,
  asked: readonly Dimension[],
): C | null {
  const names = Object.keys(cuts) as C[];
  return (
    names.find((name) => asked.every((one) => (cuts[name] as readonly Dimension[]).includes(one))) ?? null
  );
}
