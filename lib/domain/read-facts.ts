import type { Observation } from "./observation.ts";

type Knower = Pick<Observation, "facts">;

/** Readers of what an observation knows: null when it does not. */

export function textFact(observation: Knower, name: string): string | null {
  const value = observation.facts[name];
  return typeof value === "string" ? value : null;
}

export function numberFact(observation: Knower, name: string): number | null {
  const value = observation.facts[name];
  return typeof value === "number" ? value : null;
}

export function booleanFact(observation: Knower, name: string): boolean | null {
  const value = observation.facts[name];
  return typeof value === "boolean" ? value : null;
}

/** The first of several observations that knows a text; the observations decide the order. */
export function firstText(observations: readonly Knower[], name: string): string | null {
  for (const observation of observations) {
    const value = textFact(observation, name);
    if (value !== null) return value;
  }
  return null;
}

/** The first of several observations that knows a number. */
export function firstNumber(observations: readonly Knower[], name: string): number | null {
  for (const observation of observations) {
    const value = numberFact(observation, name);
    if (value !== null) return value;
  }
  return null;
}
