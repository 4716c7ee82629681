import type { TurnRoundTrip } from "#lib/analytics/describe-turn.ts";

/** What a round trip is called on the page of its turn: its number in it, and its model. */
export function nameRoundTrip({ number, model }: Pick<TurnRoundTrip, "number" | "model">): string {
  return `${number} · ${model ?? "unknown model"}`;
}
