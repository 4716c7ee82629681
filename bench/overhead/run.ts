import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { tableLines } from "#tests/clients/checks.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import type { LoadPlan } from "./load.ts";
import { installPeer, PEERS } from "./peers.ts";

// What watching costs the watched program: CPU time added to each request and to each streamed event, against the same
// program alone, by this instrumentation and by its peers, in one run. Two lengths of answers tell the two apart.
// `node bench/overhead/run.ts [rounds]`
const ROUNDS = Number(process.argv[2] ?? 5);
const SHORT = 20;
const LONG = 1_000;

interface Variant {
  readonly label: string;
  readonly caller: LoadPlan["caller"];
  readonly folder: string;
  readonly peer: LoadPlan["peer"];
  readonly register: boolean;
}

const server = fork(resolve("bench/overhead/serve.ts"), { stdio: "inherit" });
const [port] = (await once(server, "message")) as [number];
const sink = await startOtlpSink();
const own = resolve(".");
const variants: Variant[] = (["fetch", "chat", "responses"] as const).flatMap((caller) => [
  { label: `${caller}: alone`, caller, folder: own, peer: null, register: false },
  { label: `${caller}: this`, caller, folder: own, peer: null, register: true },
]);
for (const candidate of PEERS) {
  const folder = await installPeer(candidate);
  if (folder === null) continue;
  variants.push({ label: `${candidate.label}: alone`, caller: "chat", folder, peer: null, register: false });
  variants.push({ label: candidate.label, caller: "chat", folder, peer: candidate.peer, register: false });
}

const short = new Map<string, number[]>();
const long = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round += 1) {
  // Turn and turn about, so that a busy moment hits all alike.
  for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
    const costs = await measure(variant);
    if (costs === null) continue;
    note(short, variant.label, costs[2]);
    note(long, variant.label, costs[3]);
  }
}
report();
server.disconnect();
await sink.close();

function note(costs: Map<string, number[]>, label: string, cost: number | undefined): void {
  if (cost !== undefined) costs.set(label, [...(costs.get(label) ?? []), cost]);
}

/** CPU time a request in µs: twice to warm up, of short answers and of long ones. Null when the program failed. */
async function measure({ caller, folder, peer, register }: Variant): Promise<readonly number[] | null> {
  const plan: LoadPlan = {
    url: `http://127.0.0.1:${port}`,
    folder,
    caller,
    peer,
    rounds: [
      // Until both lengths are compiled; a program that lives on is never cold again.
      { requests: 1_200, events: SHORT },
      { requests: 40, events: LONG },
      { requests: 1_500, events: SHORT },
      { requests: 100, events: LONG },
    ],
  };
  const child: ChildProcess = fork(resolve("bench/overhead/load.ts"), [JSON.stringify(plan)], {
    execArgv: register ? ["--import", resolve("instrumentation/register.ts")] : [],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${port}=openai`,
    },
  });
  const said = once(child, "message") as Promise<[readonly number[]]>;
  const ended = once(child, "exit").then(() => null);
  const first = await Promise.race([said, ended]);
  await ended;
  return first === null ? null : first[0];
}

function report(): void {
  const rows = [["", "µs a request", "added", "µs an event", "added"]];
  let base = { request: 0, event: 0 };
  for (const { label } of variants) {
    const [few, many] = [median(short.get(label) ?? []), median(long.get(label) ?? [])];
    const event = (many - few) / (LONG - SHORT);
    const request = few - event * SHORT;
    const isBase = label.endsWith("alone");
    if (isBase) base = { request, event };
    rows.push([
      label,
      request.toFixed(0),
      isBase ? "" : (request - base.request).toFixed(0),
      event.toFixed(2),
      isBase ? "" : (event - base.event).toFixed(2),
    ]);
  }
  process.stdout.write(`\n${tableLines(rows).join("\n")}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
