import { resolve } from "node:path";
import { tableLines } from "#tests/clients/checks.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import { mean, meanWithError } from "./mean.ts";
import { installPeer, PEERS } from "./peers.ts";
import { type Program, startProgram, type Variant } from "./start-program.ts";
import { startServer } from "./start-server.ts";

// What watching adds to a program's CPU time, for each request and for each streamed event, by this instrumentation and
// by its peers. A program and its watched kin live at once, are warmed up once, and get short blocks turn and turn about;
// what is added is the difference to the same program alone in the same round. No more programs than these live at once:
// each would find the caches full of others, and V8 lets go of code that has not run for a while. Two lengths of answers
// tell requests from events. Means, because much of the cost is the collector's, which comes once in hundreds of requests.
// Two programs of the same code differ by 20 to 50 µs a request on a shared machine: what is less, turns.ts tells.
// `node bench/instrumentation/cost.ts [rounds [beginning [warm-up]]]`: only what begins so, such as `fetch, `.
const ROUNDS = Number(process.argv[2] ?? 40);
const BEGINNING = process.argv[3] ?? "";
const SHORT = { requests: 128, events: 20 };
const LONG = { requests: 10, events: 1_000 };
/**
 * A request gets cheaper the more of them were made, watched ones most of all: fast until some 2,000, and on until some
 * 12,000, when V8 is done with all that runs once in each. Until then it compiles beside the program, at up to 40 µs of CPU
 * a request, which are no cost of any single one.
 */
const WARM_UP = [
  { requests: Number(process.argv[4] ?? 12_000), events: SHORT.events },
  { requests: 40, events: LONG.events },
];
/** Of DESIGN §6, in µs. */
const MOST = { request: 50, event: 1 };

/** In µs; `threadRequest` is what of a request's the main thread used, for which alone a program has to wait. */
interface Cost {
  readonly request: number;
  readonly threadRequest: number;
  readonly event: number;
}

type Reading = Awaited<ReturnType<Program["cpu"]>>;
const NOTHING: Reading = { cpu: 0, threadCpu: 0 };

const server = await startServer();
const sink = await startOtlpSink();
const variants = (await chooseVariants()).filter(({ label }) => label.startsWith(BEGINNING));
const costs = new Map<string, Cost[]>();
/** Peers that made no span were not measured. */
const spansOf = new Map<string, number>();
for (const { label } of variants.filter(({ base }) => base === null))
  await measure(variants.filter((variant) => variant.label === label || variant.base === label));
server.stop();
report();
await sink.close();

async function measure(group: readonly Variant[]): Promise<void> {
  const programs = group.map((variant) => startProgram(variant, server, sink.url));
  for (const program of programs) for (const block of WARM_UP) await program.run(block);
  for (let round = 0; round < ROUNDS; round += 1) await measureRound(programs, round);
  for (const program of programs) {
    spansOf.set(program.variant.label, program.spans());
    await program.stop();
  }
}

async function measureRound(programs: readonly Program[], round: number): Promise<void> {
  const used = new Map(programs.map(({ variant }) => [variant.label, [] as Reading[]]));
  for (const block of [SHORT, LONG]) {
    const before = new Map<string, Reading>();
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) {
      before.set(program.variant.label, await program.cpu());
      await program.run(block);
    }
    // Read when all had their turn: what is exported after a block counts as its cost.
    for (const { variant, cpu } of programs) {
      const [from, to] = [before.get(variant.label) ?? NOTHING, await cpu()];
      used.get(variant.label)?.push({
        cpu: (to.cpu - from.cpu) / block.requests,
        threadCpu: (to.threadCpu - from.threadCpu) / block.requests,
      });
    }
  }
  for (const [label, [short = NOTHING, long = NOTHING]] of used) {
    const event = (long.cpu - short.cpu) / (LONG.events - SHORT.events);
    const threadEvent = (long.threadCpu - short.threadCpu) / (LONG.events - SHORT.events);
    const request = short.cpu - event * SHORT.events;
    const threadRequest = short.threadCpu - threadEvent * SHORT.events;
    costs.set(label, [...(costs.get(label) ?? []), { event, request, threadRequest }]);
  }
}

async function chooseVariants(): Promise<readonly Variant[]> {
  const folder = resolve(".");
  const chosen: Variant[] = [];
  const add = (label: string, base: string | null, more: Partial<Variant> & Pick<Variant, "caller">) =>
    chosen.push({ label, base, folder, peer: null, own: null, atOnce: 1, ...more });
  for (const caller of ["fetch", "chat", "responses"] as const) {
    add(`${caller}, alone`, null, { caller });
    add(`${caller}, this`, `${caller}, alone`, { caller, own: "exported" });
    if (caller === "responses") continue;
    add(`${caller}, this, not exported`, `${caller}, alone`, { caller, own: "nowhere" });
    add(`${caller}, this, dead collector`, `${caller}, alone`, { caller, own: "dead" });
    // The openai package takes events apart again, so that writes of several are no other case for it.
    if (caller === "chat") continue;
    add(`${caller}, 20 at once, alone`, null, { caller, atOnce: 20 });
    add(`${caller}, 20 at once, this`, `${caller}, 20 at once, alone`, {
      caller,
      atOnce: 20,
      own: "exported",
    });
  }
  for (const { label, peer, ...rest } of PEERS) {
    if (!`chat, ${label}`.startsWith(BEGINNING)) continue;
    const place = await installPeer({ label, peer, ...rest });
    if (place === null) continue;
    const base = "chat, openai 6, alone";
    if (!chosen.some((variant) => variant.label === base)) add(base, null, { caller: "chat", folder: place });
    add(`chat, ${label}, not exported`, base, { caller: "chat", folder: place, peer });
  }
  return chosen;
}

function callsToExport(): number {
  const each = [...WARM_UP, ...Array.from({ length: ROUNDS }, () => [SHORT, LONG]).flat()];
  const exporting = variants.filter(({ own }) => own === "exported").length;
  return exporting * each.reduce((sum, { requests }) => sum + requests, 0);
}

function report(): void {
  const rows = [["", "µs a request", "added", "in its main thread", "µs an event", "added", "× its own", ""]];
  for (const { label, base, own, peer } of variants) {
    const mine = costs.get(label) ?? [];
    const request = mine.map((cost) => cost.request);
    const event = mine.map((cost) => cost.event);
    const alone = base === null ? [] : (costs.get(base) ?? []);
    // Within a round: a busy machine then weighs on both.
    const requestAdded = alone.map((cost, round) => (request[round] ?? Number.NaN) - cost.request);
    const threadAdded = alone.map(
      (cost, round) => (mine[round]?.threadRequest ?? Number.NaN) - cost.threadRequest,
    );
    const eventAdded = alone.map((cost, round) => (event[round] ?? Number.NaN) - cost.event);
    const isWithin = mean(requestAdded) <= MOST.request && mean(eventAdded) <= MOST.event;
    const verdict = own === null ? "" : isWithin ? "within" : "OVER";
    rows.push([
      label,
      mean(request).toFixed(0),
      base === null ? "" : meanWithError(requestAdded, 0),
      base === null ? "" : meanWithError(threadAdded, 0),
      mean(event).toFixed(2),
      base === null ? "" : meanWithError(eventAdded, 2),
      base === null ? "" : (mean(eventAdded) / mean(alone.map((cost) => cost.event))).toFixed(2),
      peer !== null && spansOf.get(label) === 0 ? "NOT MEASURED: it made no span" : verdict,
    ]);
  }
  process.stdout.write(`\n${tableLines(rows).join("\n")}\n`);
  process.stdout.write(
    `\nCPU time, means of ${ROUNDS} rounds ± standard error; to reach: ${MOST.request} µs a request, ${MOST.event} µs an event. ` +
      `${sink.spans.length} spans of ${callsToExport()} calls arrived, and ${sink.logs.length} readings of limits.\n`,
  );
}
