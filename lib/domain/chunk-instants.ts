import { CHUNK_SLOT_MS, type Observation } from "./observation.ts";

/** Unix ms at which the slot of a `chunks` observation begins. */
export function slotStartMs(observation: Pick<Observation, "atMs">): number {
  return Math.floor(observation.atMs / CHUNK_SLOT_MS) * CHUNK_SLOT_MS;
}

/** The instants of a `chunks` observation in Unix ms; none for any other kind. */
export function instantsMs(observation: Observation): number[] {
  const slot = slotStartMs(observation);
  return (observation.instants ?? []).map((offset) => slot + offset);
}

/** The part of an observation in [fromMs, toMs): all of it or none, but a slot that reaches over an edge is cut there. */
export function clipObservation(observation: Observation, fromMs: number, toMs: number): Observation[] {
  const { atMs, instants } = observation;
  if (instants === null) return atMs >= fromMs && atMs < toMs ? [observation] : [];
  const slot = slotStartMs(observation);
  // Instants are whole milliseconds, so the edge is rounded down like them.
  const inside = instants.filter((offset) => slot + offset >= Math.floor(fromMs) && slot + offset < toMs);
  if (inside.length === instants.length) return [observation];
  return inside.length === 0 ? [] : [{ ...observation, instants: inside }];
}
