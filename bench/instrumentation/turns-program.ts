import { createRequire } from "node:module";
import { type PerformanceEntry, PerformanceObserver, performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { startPipeline } from "#instrumentation/reporting/start-pipeline.ts";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { deferFor, finishDeferred } from "#instrumentation/sources/deferred.ts";
import { type Caller, callsOf } from "./made-up-call.ts";

// The measured program of turns.ts: watched in one block, as by instrumentation/register.ts, and unwatched in the next.
// `node turns-program.ts JSON`

export interface TurnsPlan {
  readonly url: string;
  readonly host: string;
  readonly caller: Caller;
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

const plan = JSON.parse(process.argv[2] ?? "{}") as TurnsPlan;
const pipeline = startPipeline({ serviceName: "turns", turns: true });
deferFor(500);
const config = { report: pipeline.report };
const instrumentation = new RoundTripInstrumentation(config);
const open = callsOf(plan.caller, createRequire(import.meta.url));
let pauses: PerformanceEntry[] = [];
new PerformanceObserver((list) => pauses.push(...list.getEntries())).observe({ type: "gc" });

process.on("message", async (turn: Turn) => process.send?.(await take(turn)));

async function take({ isWatched, requests, events }: Turn): Promise<TurnCost> {
  // Unwatched is what is no call of a model. Were the instrumentation switched off, V8 would compile undici anew each time.
  instrumentation.setConfig({ ...config, compatibleHosts: isWatched ? { [plan.host]: "openai" } : {} });
  pauses = [];
  const fromMs = performance.now();
  const [all, thread] = [cpuUs(process.cpuUsage()), cpuUs(process.threadCpuUsage())];
  for (let made = 0; made < requests; made += 1)
    for await (const _ of await open(`${plan.url}/events-${events}/v1`));
  // What waits is a cost of these requests, and not of the next ones.
  finishDeferred();
  // In this order: what a thread has used since the last tick, Linux adds only when the whole process is asked for.
  const allUs = cpuUs(process.cpuUsage()) - all;
  const mainUs = cpuUs(process.threadCpuUsage()) - thread;
  const toMs = performance.now();
  // Node tells of a pause some time after it is over.
  for (let waited = 0; waited < 3; waited += 1) await nextTurn();
  const pausedUs = pauses
    .filter(({ startTime }) => startTime >= fromMs && startTime < toMs)
    .reduce((sum, { duration }) => sum + duration * 1000, 0);
  const sending = cpuUs(process.cpuUsage());
  await pipeline.flush();
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
