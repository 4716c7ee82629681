import type { RoundTrip, WarmUp } from "#lib/domain/round-trip.ts";
import type { Approval, Assembly, ToolCall } from "#lib/domain/turn.ts";
import { chooseModels, isHandedOn } from "./choose-model.ts";
import { onGrid } from "./grid.ts";
import { type HistorySession, scopeOf } from "./history-session.ts";
import { drawLoad, drawTurnLength, kindAt } from "./kind-of-work.ts";
import { type HistoryWorld, makeCall } from "./make-call.ts";
import { runTool } from "./run-tool.ts";
import { drawTools } from "./tools.ts";
import { addRoundTrip, noPhases } from "./turn-phases.ts";

/** What was assembled from one turn, and where a store keeps it. */
export interface HistorySegment {
  readonly scope: string;
  /** Unix ms of the prompt; 0 where nobody tells of one. */
  readonly segmentMs: number;
  readonly assembly: Assembly;
}

/** A turn of a session. */
export interface TurnWish {
  /** Unix ms of the prompt, whole. */
  readonly startMs: number;
  /** At most so many round trips. */
  readonly roundTripsMax: number;
  readonly isFirst: boolean;
  readonly isConfounded: boolean;
}

/** How often work goes on after a call that failed, or was refused to the end. */
const GOES_ON_SHARE = 0.5;

/** Runs a turn: calls, and tools between them, until the answer. */
export function runTurn(session: HistorySession, world: HistoryWorld, wish: TurnWish): HistorySegment {
  const { chance, ids, origin, person } = session;
  const { startMs } = wish;
  const scope = scopeOf(session);
  const [turnId, phases] = [ids.next(), noPhases()];
  const roundTrips: RoundTrip[] = [];
  const toolCalls: ToolCall[] = [];
  const approvals: Approval[] = [];
  const load = drawLoad(chance);
  const length = Math.min(drawTurnLength(load, chance), wish.roundTripsMax);
  let models = chooseModels(person, origin.client, load, wish.isConfounded, chance);
  let atMs = startMs;
  const spend = (phase: "client" | "connect", ms: number) => {
    phases[phase] += ms;
    atMs += ms;
  };
  spend("client", onGrid(chance.around(90, 0.5)));
  const warmUps: WarmUp[] = wish.isFirst ? warmUpsOf(session, models.main, startMs) : [];
  for (let position = 0; position < length; position += 1) {
    const kind = kindAt(position, length, load, chance);
    const model = models.helper !== null && isHandedOn(kind, chance) ? models.helper : models.main;
    const isAfterPause = position === 0;
    const roundTrip = makeCall(session, world, { turnId, model, load, kind, isAfterPause, atMs });
    spend("connect", roundTrip.startedAtMs - atMs);
    addRoundTrip(phases, roundTrip);
    roundTrips.push(roundTrip);
    atMs += roundTrip.e2eMs;
    const { outcome } = roundTrip;
    if (outcome === "cancelled" || position === length - 1) break;
    if (outcome !== "complete") {
      if (!chance.happens(GOES_ON_SHARE)) break;
      // Who was refused by one model goes on with another.
      if (outcome === "rateLimited" && model === "spark") models = { main: "codexDefault", helper: null };
      spend("client", onGrid(chance.around(400, 0.8)));
      continue;
    }
    for (const tool of drawTools(origin.client, kind, chance)) {
      spend("client", onGrid(chance.around(9, 0.6)));
      const run = runTool(session, turnId, tool, atMs);
      toolCalls.push(run.toolCall);
      if (run.approval !== null) approvals.push(run.approval);
      phases.approval += run.waitedMs;
      phases.tool += run.ranMs;
      atMs += run.waitedMs + run.ranMs;
    }
    spend("client", onGrid(chance.around(28, 0.7)));
  }
  spend("client", onGrid(chance.between(0.5, 12)));
  return {
    scope,
    segmentMs: session.isProgram ? 0 : startMs,
    assembly: {
      turns: [
        {
          id: turnId,
          sessionId: ids.sessionId,
          client: origin.client,
          clientVersion: origin.clientVersion,
          person: origin.person,
          team: origin.team,
          repository: origin.repository,
          startedAtMs: startMs,
          durationMs: atMs - startMs,
          outcome: roundTrips.at(-1)?.outcome ?? "complete",
          phases,
        },
      ],
      roundTrips,
      toolCalls,
      approvals,
      warmUps,
    },
  };
}

/** Codex warms a WebSocket up when a session begins. */
function warmUpsOf(
  { ids, transport, person, chance }: HistorySession,
  model: string,
  startMs: number,
): WarmUp[] {
  if (transport !== "websocket") return [];
  const e2eMs = onGrid(person.networkMs + chance.around(60, 0.5));
  return [{ id: ids.next(), sessionId: ids.sessionId, model, startedAtMs: startMs, e2eMs }];
}
