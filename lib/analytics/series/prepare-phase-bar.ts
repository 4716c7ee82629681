import type { PhaseShare } from "#lib/analytics/describe-turn.ts";
import type { Phase } from "#lib/domain/phase.ts";

/** What each phase is called on pages, and what it means. */
export const PHASE_TEXTS: Readonly<Record<Phase, { readonly name: string; readonly meaning: string }>> = {
  client: { name: "Client", meaning: "the coding client's own work" },
  connect: { name: "Connect", meaning: "setting up the connection" },
  queue: { name: "Queue", meaning: "request sent until the stream opens" },
  firstToken: { name: "First token", meaning: "stream open until the first token" },
  generation: { name: "Generation", meaning: "first token to the end of the response" },
  tool: { name: "Tool", meaning: "tools running" },
  approval: { name: "Approval", meaning: "waiting for a person to allow a tool" },
  throttle: { name: "Throttle", meaning: "refused attempts and the waiting after them" },
  unattributed: { name: "Unattributed", meaning: "inside a round trip, but not reported where" },
};

/** One piece of a bar of phases. */
export interface PhaseSlice {
  readonly phase: Phase;
  readonly name: string;
  readonly meaning: string;
  readonly ms: number;
  /** Of the sum, 0 to 1. */
  readonly share: number;
}

/** Prepares the phases that took any time, in their order. Their shares sum to 1. */
export function preparePhaseBar(phases: readonly PhaseShare[]): readonly PhaseSlice[] {
  const sum = phases.reduce((total, { ms }) => total + ms, 0);
  return phases
    .filter(({ ms }) => ms > 0)
    .map(({ phase, ms }) => ({ phase, ...PHASE_TEXTS[phase], ms, share: ms / sum }));
}
