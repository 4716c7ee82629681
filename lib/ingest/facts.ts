import type { Facts } from "#lib/domain/observation.ts";

/** Leaves out what is unknown, so that two reports of one thing merge to what either of them knew. */
export function facts(values: Readonly<Record<string, string | number | boolean | null>>): Facts {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null),
  );
}
