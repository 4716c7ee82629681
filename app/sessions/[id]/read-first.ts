import type { RawParams } from "#app/raw-params.ts";
import { ParameterError, readOne, refuseUnknownParams } from "#app/search-params.ts";

/** Reads which turn of the session is the first that is listed, from 1 on. Throws ParameterError. */
export function readFirst(raw: RawParams, turns: number): number {
  refuseUnknownParams(raw, ["first"]);
  const given = readOne(raw, "first");
  if (given === null) return 1;
  if (!/^[1-9]\d{0,6}$/.test(given) || Number(given) > turns)
    throw new ParameterError("first", `must be a number from 1 to ${turns}`);
  return Number(given);
}
