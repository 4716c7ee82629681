import { seededRandom } from "#simulation/random.ts";
import type { PlantedCharge, PlantedErrors } from "./limits-configuration.ts";

const CHARGES = ["twice", "never", "alsoGates"] as const;

/** How the charge for a call of so many weighted tokens is to be wrong; null when it is to be right. */
export function plantedCharge(
  planted: PlantedErrors | undefined,
  call: number,
  weight: number,
): PlantedCharge | null {
  const told = planted?.calls?.[call];
  if (told !== undefined) return told;
  if (planted?.shares === undefined || weight < (planted.leastWeight ?? 0)) return null;
  // A draw of its own for each call: how calls interleave must not change who is hit.
  const draw = seededRandom((planted.seed ?? 1) * 1_000_003 + call)();
  let reached = 0;
  for (const charge of CHARGES) {
    reached += planted.shares[charge] ?? 0;
    if (draw < reached) return charge;
  }
  return null;
}
