import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Caller, callsOf } from "./made-up-call.ts";
import { type EndedSpan, startPeer } from "./start-peer.ts";

// The program that loses interest: begins to read each answer, stops after a few events, and tells when it did.
// `node stopping-program.ts JSON`

export interface StoppingPlan {
  readonly url: string;
  readonly folder: string;
  readonly caller: Caller;
  readonly peer: { readonly name: string; readonly export: string } | null;
  /** Leave the loop, abort the request, or, to see what spans there are else, read on to the end. */
  readonly way: "break" | "abort" | "end";
  readonly calls: readonly string[];
  /** So long an answer is, in ms, when nobody stops it. */
  readonly answerMs: number;
}

/** What the program tells at its end. */
export interface StoppingResult {
  readonly stoppedAtNs: Readonly<Record<string, string>>;
  /** Of a peer; what this instrumentation tells goes to the collector. */
  readonly spans: readonly EndedSpan[];
  /** Errors that the program saw and did not cause. */
  readonly failures: readonly string[];
}

const EVENTS_READ = 5;
const APART_MS = 60;
const plan = JSON.parse(process.argv[2] ?? "{}") as StoppingPlan;
const require = createRequire(join(plan.folder, "package.json"));
const spans = plan.peer === null ? [] : startPeer(require, plan.peer);
const open = callsOf(plan.caller, require);

async function askAndStop(call: string): Promise<string | null> {
  const controller = new AbortController();
  let events = 0;
  let stoppedAtNs: string | null = null;
  try {
    for await (const _ of await open(`${plan.url}/call-${call}/v1`, controller.signal)) {
      events += 1;
      if (plan.way === "end" || events < EVENTS_READ || stoppedAtNs !== null) continue;
      stoppedAtNs = String(process.hrtime.bigint());
      if (plan.way === "break") break;
      controller.abort();
    }
  } catch (error) {
    // What was aborted may end with an error; nothing else may, or the comparison would not be one.
    if (plan.way !== "abort" || stoppedAtNs === null) failures.push(String(error));
  }
  return stoppedAtNs;
}

const failures: string[] = [];
const stoppedAtNs: Record<string, string> = {};
const running = plan.calls.map(async (call, index) => {
  // One after the other, but not one at the end of the other: some do not end.
  await sleep(index * APART_MS);
  const at = await askAndStop(call);
  if (at !== null) stoppedAtNs[call] = at;
});
// A loop that cannot be left must not hold up the comparison.
await Promise.race([Promise.all(running), sleep(plan.calls.length * APART_MS + plan.answerMs * 2)]);
// So long a provider would go on that was not told; spans may end only then.
await sleep(plan.answerMs * 1.5);
process.send?.({ stoppedAtNs, spans, failures } satisfies StoppingResult);
process.disconnect?.();
