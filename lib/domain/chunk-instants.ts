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
