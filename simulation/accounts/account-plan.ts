import type { RoundTrip } from "#lib/domain/round-trip.ts";
import type { HistoryPerson } from "#simulation/history/history-person.ts";

/** What a subscription counts together: the families of Codex, and all of Claude Code. */
export type PlanFamily = "codex" | "codex_bengalfox" | "unified";

/** Weighted tokens that five hours allow on the smallest plan; a week allows as much as `WINDOWS_A_WEEK` of them. */
export const FIVE_HOURS: Readonly<Record<PlanFamily, number>> = {
  codex: 740_000,
  codex_bengalfox: 250_000,
  unified: 740_000,
};

/** A week allows as much as so many windows of five hours. */
export const WINDOWS_A_WEEK = 6;

/** The families of one provider's subscription, told together. */
export const FAMILIES_TOGETHER: Readonly<Record<PlanFamily, readonly PlanFamily[]>> = {
  codex: ["codex", "codex_bengalfox"],
  codex_bengalfox: ["codex", "codex_bengalfox"],
  unified: ["unified"],
};

/** How many of the smallest plans somebody pays for: who does much pays for more, a little too late. */
export function planSize({ weight }: HistoryPerson): number {
  if (weight > 4) return 10;
  if (weight > 1.6) return 4;
  return weight > 0.9 ? 2 : 1;
}

/** The family of a subscription that a round trip counts for; null when it counts for none. */
export function familyOf({ client, provider, model }: RoundTrip): PlanFamily | null {
  if (client === "claude-code" && provider === "anthropic") return "unified";
  if (client !== "codex" || model === null) return null;
  if (model.endsWith("-spark")) return "codex_bengalfox";
  return model === "gpt-5.3-codex" ? "codex" : null;
}

/** What a round trip takes, in weighted tokens, by a made-up price list: nobody says how subscriptions weigh. */
export function weightOf({ inputTokens, cachedInputTokens, outputTokens }: RoundTrip): number {
  const cached = cachedInputTokens ?? 0;
  return Math.max(0, (inputTokens ?? 0) - cached) + 0.1 * cached + 4 * (outputTokens ?? 0);
}
