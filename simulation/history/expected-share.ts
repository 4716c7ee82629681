import type { Transport } from "#lib/domain/round-trip.ts";
import { DAY_MS, type SettledOptions, type Where } from "./history-options.ts";
import { type HistoryPerson, MAIN_CLIENT_SHARE, PROGRAMS } from "./history-person.ts";
import { PROGRAM_STREAMS_SHARE, shareOfHistory, toldVersion } from "./history-session.ts";
import type { DayPlan } from "./plan-days.ts";
import { isWhere } from "./regression.ts";

/**
 * The share of the round trips from a time on (Unix ms) of which something holds, as far as people, clients, versions
 * and transports decide on it; null where the model does, too.
 */
export function expectedShare(
  options: SettledOptions,
  plan: DayPlan,
  where: Where,
  startMs: number,
): number | null {
  const isByModel = [where.model, where.serviceTier, where.reasoningEffort].some(
    (value) => value !== undefined,
  );
  if (isByModel) return null;
  let [all, hit] = [0, 0];
  for (let day = 0; day < options.days; day += 1) {
    const overMs = options.fromMs + (day + 1) * DAY_MS;
    const within = Math.min(1, Math.max(0, (overMs - startMs) / DAY_MS));
    if (within === 0) continue;
    const at = shareOfHistory(options, overMs - DAY_MS / 2);
    for (const person of plan.people) {
      const roundTrips = plan.quota(person.index, day) * within;
      all += roundTrips;
      if (roundTrips > 0) hit += roundTrips * shareOf(person, where, at, options.fallbackShare);
    }
  }
  return all === 0 ? null : hit / all;
}

/** Of what somebody does at a time, which is a share of the history's length. */
function shareOf(person: HistoryPerson, where: Where, at: number, fallbackShare: number): number {
  let share = 0;
  for (const index of [0, 1] as const) {
    const { client } = person.clients[index];
    for (const [transport, transportShare] of transportShares(person, client, fallbackShare)) {
      const isHit = isWhere(where, {
        client,
        clientVersion: toldVersion(person, index, at),
        team: person.team,
        transport,
        model: null,
        serviceTier: null,
        reasoningEffort: null,
      });
      if (isHit) share += transportShare * (index === 0 ? MAIN_CLIENT_SHARE : 1 - MAIN_CLIENT_SHARE);
    }
  }
  return share;
}

function transportShares(
  person: HistoryPerson,
  client: string,
  fallbackShare: number,
): readonly (readonly [Transport, number])[] {
  if ((PROGRAMS as readonly string[]).includes(client))
    return [
      ["sse", PROGRAM_STREAMS_SHARE],
      ["http", 1 - PROGRAM_STREAMS_SHARE],
    ];
  if (client !== "codex" || !person.prefersWebSocket) return [["sse", 1]];
  return [
    ["websocket", 1 - fallbackShare],
    ["sse", fallbackShare],
  ];
}
