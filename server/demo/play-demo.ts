import { setTimeout as sleep } from "node:timers/promises";
import { playHistory } from "#simulation/accounts/play-history.ts";
import { demoHistory } from "#simulation/demo/demo-history.ts";
import { resumedTurn } from "#simulation/demo/resumed-turn.ts";
import type { ToldExport } from "#simulation/telling/otlp-json.ts";
import { tellTurn } from "#simulation/telling/tell-turn.ts";
import type { DemoMark } from "./demo-mark.ts";

/** What playing a demo needs. */
export interface DemoStage {
  readonly mark: DemoMark;
  /** Base URL of the demo's collector. */
  readonly collectorUrl: string;
  readonly signal: AbortSignal;
  /** Told the Unix ms up to which all is acknowledged, after each turn. */
  readonly toldUntil: (ms: number) => Promise<void>;
}

/** A clock may be set, or the machine sleep, so it is looked at again after so long. */
const LOOK_AGAIN_MS = 5_000;
const RETRY_MS = 1_000;
/** Exports of the turns before may not have been acknowledged when the mark was written. */
const OVERLAP_MS = 60_000;

/**
 * Tells the demo's collector of the team's turns, each when it is over, until the signal comes or the history ends. What has
 * ended while nobody played is told at once, so that a pause leaves no gap; what is told twice counts once.
 */
export async function playDemo({ mark, collectorUrl, signal, toldUntil }: DemoStage): Promise<void> {
  const { begunAtMs, toldUntilMs } = mark;
  const fromMs = Math.max(begunAtMs, toldUntilMs - OVERLAP_MS);
  const sessions = new Set<string>();
  for (const played of playHistory(demoHistory(begunAtMs))) {
    if (played.endMs <= begunAtMs) continue;
    const turn = resumedTurn(played, begunAtMs);
    const sessionId = turn.segment.assembly.turns[0]?.sessionId ?? "";
    const isSessionStart = !sessions.has(sessionId);
    sessions.add(sessionId);
    if (turn.endMs <= fromMs) continue;
    while (Date.now() < turn.endMs)
      await sleep(Math.min(LOOK_AGAIN_MS, turn.endMs - Date.now()), undefined, { signal });
    for (const told of tellTurn(turn, isSessionStart)) await send(told, collectorUrl, signal);
    await toldUntil(turn.endMs);
  }
}

/** Sends until it is acknowledged, as exporters do. What is refused as wrong is not sent again. */
async function send({ path, body }: ToldExport, collectorUrl: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(collectorUrl + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      });
      await response.arrayBuffer();
      if (response.ok || response.status < 500) return;
    } catch {
      // The collector is being started anew.
    }
    await sleep(RETRY_MS, undefined, { signal });
  }
}
