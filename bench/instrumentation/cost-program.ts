import { createRequire } from "node:module";
import { join } from "node:path";
import { type PerformanceEntry, PerformanceObserver, performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Caller } from "./made-up-call.ts";
import { watchingByPeer, watchingByThis } from "./watching.ts";

// The measured program of cost.ts: watched in one turn and unwatched in the next. `node cost-program.ts JSON`

export interface CostPlan {
  readonly url: string;
  readonly host: string;
  readonly caller: Caller;
  /** Where the openai package is installed. */
  readonly folder: string;
  /** Who watches; null for this instrumentation. */
  readonly peer: { readonly name: string; readonly export: string } | null;
}

/** So many requests, one after the other, each answered with so many events. */
export interface Turn {
  readonly isWatched: boolean;
  readonly requests: number;
  readonly events: number;
}

/** What a request of a turn took, in µs of CPU. */
export interface TurnCost {
  /** The main thread, without the collector's pauses. */
  readonly main: number;
  /** Those. */
  readonly pauses: number;
  /** All other threads: the collector's helpers, compilers. */
  readonly others: number;
  /** Sending what was told of it, in all threads. */
  readonly exporting: number;
}

const { url, host, caller, folder, peer } = JSON.parse(process.argv[2] ?? "{}") as CostPlan;
const require = createRequire(join(folder, "package.json"));
const watching =
  peer === null ? watchingByThis(caller, require, host) : watchingByPeer(caller, require, peer);
let pauses: PerformanceEntry[] = [];
new PerformanceObserver((list) => pauses.push(...list.getEntries())).observe({ type: "gc" });

process.on("message", async (turn: Turn) => process.send?.(await take(turn)));

async function take({ isWatched, requests, events }: Turn): Promise<TurnCost> {
  const open = watching.open(isWatched);
  pauses = [];
  const fromMs = performance.now();
  const [all, thread] = [cpuUs(process.cpuUsage()), cpuUs(process.threadCpuUsage())];
  for (let made = 0; made < requests; made += 1)
    for await (const _ of await open(`${url}/events-${events}/v1`));
  watching.finish();
  // In this order: what a thread has used since the last tick, Linux adds only when the whole process is asked for.
  const allUs = cpuUs(process.cpuUsage()) - all;
  const mainUs = cpuUs(process.threadCpuUsage()) - thread;
  const toMs = performance.now();
  // Node tells of a pause some time after it is over, and a peer of a span some time after the answer.
  for (let waited = 0; waited < 3; waited += 1) await nextTurn();
  const spans = watching.spans();
  if (spans !== null && spans !== (isWatched ? requests : 0))
    throw new Error(`${spans} spans of ${requests} requests`);
  const pausedUs = pauses
    .filter(({ startTime }) => startTime >= fromMs && startTime < toMs)
    .reduce((sum, { duration }) => sum + duration * 1000, 0);
  const sending = cpuUs(process.cpuUsage());
  await watching.export();
  const exportedUs = cpuUs(process.cpuUsage()) - sending;
  return {
    main: (mainUs - pausedUs) / requests,
    pauses: pausedUs / requests,
    others: (allUs - mainUs) / requests,
    exporting: exportedUs / requests,
  };
}

function cpuUs({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
