import type { Route } from "next";

/** Names the round trip of a turn that the reader is led to. */
export const ASKED_PARAM = "roundTrip";

/** The place of the round trip that was asked for on the page of its turn. */
export const ASKED_ANCHOR = "asked";

/** The address of a turn's page, at one of its round trips where one is named. */
export function turnHref(id: string, roundTripId?: string): Route {
  const path = `/turns/${encodeURIComponent(id)}`;
  const at =
    roundTripId === undefined ? "" : `?${ASKED_PARAM}=${encodeURIComponent(roundTripId)}#${ASKED_ANCHOR}`;
  return `${path}${at}` as Route;
}
