import { createRequire } from "node:module";
import { join } from "node:path";
import { type Caller, callsOf } from "./made-up-call.ts";
import { startPeer } from "./start-peer.ts";

// The measured program. It does what its parent tells it, block by block, and stays warm in between.
// `node cost-program.ts JSON`

export interface CostPlan {
  readonly url: string;
  readonly folder: string;
  readonly caller: Caller;
  readonly peer: { readonly name: string; readonly export: string } | null;
}

/** So many requests, one after the other, each answered with so many events. */
export interface Block {
  readonly requests: number;
  readonly events: number;
}

/** CPU time that the process and its main thread have used until now, in µs, and how many spans its peer has ended. */
export interface CostReading {
  readonly cpu: number;
  readonly threadCpu: number;
  readonly spans: number;
}

const plan = JSON.parse(process.argv[2] ?? "{}") as CostPlan;
const require = createRequire(join(plan.folder, "package.json"));
const spans = plan.peer === null ? [] : startPeer(require, plan.peer);
const open = callsOf(plan.caller, require);

process.on("message", async (block: Block) => {
  for (let made = 0; made < block.requests; made += 1) {
    for await (const _ of await open(`${plan.url}/events-${block.events}/v1`));
  }
  // Before the thread alone is asked for: only then does Linux add what it has used since the last tick.
  const { user, system } = process.cpuUsage();
  const thread = process.threadCpuUsage();
  const threadCpu = thread.user + thread.system;
  process.send?.({ cpu: user + system, threadCpu, spans: spans.length } satisfies CostReading);
});
