import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { tableLines } from "#tests/clients/checks.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import type { CostPlan, Turn, TurnCost } from "./cost-program.ts";
import { mean, meanWithError, standardError } from "./mean.ts";
import { installPeer, PEERS } from "./peers.ts";
import { startServer } from "./start-server.ts";

// What watching adds to the CPU time of one and the same program, turn and turn about, in random order, for each request
// and for each streamed event, by this instrumentation and by its peers. Two programs, of the same code even, differ by more
// than that, by where V8 put things and when it compiled what, and a machine's speed changes by half within minutes;
// neighbouring turns of one program share all of that. Turns are short, so that there are many. Only what the collector does
// cannot be told in them, since it comes once in hundreds of requests, for whoever made the garbage: it is told by long
// turns, and left out of short ones. Two lengths of answers tell requests from events.
// `node bench/instrumentation/cost.ts [pairs [beginning]]`: only what begins so, such as `fetch, `.
const PAIRS = Number(process.argv[2] ?? 200);
const BEGINNING = process.argv[3] ?? "";
const SHORT = { requests: 64, events: 20 };
const MANY = { requests: 4, events: 1_000 };
const LONG = { requests: 2_000, events: 20 };
const LONG_PAIRS = Math.max(2, Math.ceil(PAIRS / 20));
/** Told of within half a second, and so in one go, as it is at such a speed. */
const BATCH = { requests: 448, events: 20 };
/** Until then V8 compiles beside the program. */
const WARM_UP = [
  { requests: 12_000, events: 20 },
  { requests: 40, events: 1_000 },
];
/** Of DESIGN §6, in µs. */
const MOST = { request: 50, event: 1 };

/** The version of the openai package that the peers fit; this is measured with it as well. Chat Completions. */
const WITH_PEERS = "openai 6";

/** A program, and who watches it. */
interface Variant extends Omit<CostPlan, "url" | "host"> {
  readonly label: string;
  /** Events in each write of the provider. */
  readonly atOnce: number;
}

type Run = (turn: Turn) => Promise<TurnCost>;
type Costs = { readonly [part in keyof TurnCost]: number[] };

const server = await startServer();
let spans = 0;
const rows = [
  [
    ...[
      "",
      "µs a request",
      "added, main thread",
      "pauses",
      "other threads",
      "exporting",
      "in all",
      "of its own",
    ],
    ...["µs an event", "added", ""],
  ],
];
for (const variant of await chooseVariants()) rows.push(await rowOf(variant));
server.stop();
process.stdout.write(`\n${tableLines(rows).join("\n")}\n`);
process.stdout.write(
  `\nCPU time, means of ${PAIRS} pairs of turns (of ${LONG_PAIRS} for pauses and other threads) ± standard error; ` +
    `to reach: ${MOST.request} µs a request, ${MOST.event} µs an event. ` +
    `${spans} spans of this arrived; peers export none.\n`,
);

async function chooseVariants(): Promise<readonly Variant[]> {
  const own = { folder: resolve("."), peer: null, atOnce: 1 };
  const chosen: Variant[] = [
    { ...own, label: "fetch, one event at once", caller: "fetch" },
    { ...own, label: "fetch, 20 events at once", caller: "fetch", atOnce: 20 },
    { ...own, label: "openai, Chat Completions", caller: "chat" },
    { ...own, label: "openai, Responses", caller: "responses" },
  ];
  if (`${WITH_PEERS}, `.startsWith(BEGINNING) || BEGINNING.startsWith(`${WITH_PEERS}, `))
    for (const candidate of PEERS) {
      const folder = await installPeer(candidate);
      if (folder === null) continue;
      const place = { folder, caller: "chat" as const, atOnce: 1 };
      const beside = `${WITH_PEERS}, this`;
      if (!chosen.some(({ label }) => label === beside)) chosen.push({ ...place, label: beside, peer: null });
      chosen.push({ ...place, label: `${WITH_PEERS}, ${candidate.label}`, peer: candidate.peer });
    }
  return chosen.filter(({ label }) => label.startsWith(BEGINNING));
}

async function rowOf({ label, atOnce, caller, folder, peer }: Variant): Promise<string[]> {
  // One for each: it keeps all that it is sent.
  const sink = await startOtlpSink();
  const plan: CostPlan = { url: `${server.url}/at-once-${atOnce}`, host: server.host, caller, folder, peer };
  const child = fork(resolve("bench/instrumentation/cost-program.ts"), [JSON.stringify(plan)], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  const ended = once(child, "exit").then(() => {
    throw new Error(`The program "${label}" ended`);
  });
  ended.catch(() => undefined);
  let watchedCalls = 0;
  const measured = await measure(async (turn) => {
    if (turn.isWatched) watchedCalls += turn.requests;
    const told = once(child, "message") as Promise<[TurnCost]>;
    child.send(turn);
    return (await Promise.race([told, ended]))[0];
  });
  child.disconnect();
  await ended.catch(() => undefined);
  // Those of a peer the program itself has counted.
  if (peer === null && sink.spans.length !== watchedCalls)
    throw new Error(`${sink.spans.length} spans of ${watchedCalls} watched calls arrived`);
  spans += sink.spans.length;
  await sink.close();
  return row(label, measured, peer === null);
}

interface Measured {
  readonly short: Pairs;
  readonly many: Pairs;
  readonly long: Pairs;
  readonly batch: Pairs;
}

/** Of each pair, what the unwatched turn took, and what watching added. */
interface Pairs {
  readonly alone: Costs;
  readonly added: Costs;
}

async function measure(run: Run): Promise<Measured> {
  for (const block of WARM_UP) for (const isWatched of [true, false]) await run({ ...block, isWatched });
  const [short, many, long, batch] = [noPairs(), noPairs(), noPairs(), noPairs()];
  // One kind after the other: among long answers, short ones find other things in the caches.
  for (const [block, pairs, count] of [
    [SHORT, short, PAIRS],
    [LONG, long, LONG_PAIRS],
    [BATCH, batch, LONG_PAIRS],
    [MANY, many, PAIRS],
  ] as const)
    for (let pair = 0; pair < count; pair += 1) await takePair(run, block, pairs);
  return { short, many, long, batch };
}

async function takePair(run: Run, block: Omit<Turn, "isWatched">, pairs: Pairs): Promise<void> {
  const isFirstWatched = Math.random() < 0.5;
  const first = await run({ ...block, isWatched: isFirstWatched });
  const second = await run({ ...block, isWatched: !isFirstWatched });
  const [watched, alone] = isFirstWatched ? [first, second] : [second, first];
  for (const part of ["main", "pauses", "others", "exporting"] as const) {
    pairs.alone[part].push(alone[part]);
    pairs.added[part].push(watched[part] - alone[part]);
  }
}

function noPairs(): Pairs {
  const none = (): Costs => ({ main: [], pauses: [], others: [], exporting: [] });
  return { alone: none(), added: none() };
}

function row(label: string, { short, many, long, batch }: Measured, isThis: boolean): string[] {
  const perEvent = ({ main }: Costs, at: number, shorter: Costs) =>
    ((main[at] ?? Number.NaN) - (shorter.main[at] ?? Number.NaN)) / (MANY.events - SHORT.events);
  const event = many.added.main.map((_, at) => perEvent(many.added, at, short.added));
  const aloneEvent = many.alone.main.map((_, at) => perEvent(many.alone, at, short.alone));
  // The mean of an event's is known better than that of any pair.
  const main = short.added.main.map((added) => added - SHORT.events * mean(event));
  const { pauses, others } = long.added;
  const { exporting } = batch.added;
  const parts = [main, pauses, others, ...(isThis ? [exporting] : [])];
  const inAll = parts.reduce((sum, part) => sum + mean(part), 0);
  const inAllError = Math.hypot(...parts.map(standardError));
  const verdicts = [
    verdictOf(inAll, inAllError, MOST.request),
    verdictOf(mean(event), standardError(event), MOST.event),
  ];
  const own = mean(long.alone.main) + mean(long.alone.pauses) + mean(long.alone.others);
  return [
    label,
    own.toFixed(0),
    ...parts.map((values) => meanWithError(values, 1)),
    ...(isThis ? [] : [""]),
    `${inAll.toFixed(0)} ± ${inAllError.toFixed(0)}`,
    `${((100 * inAll) / own).toFixed(0)} %`,
    mean(aloneEvent).toFixed(2),
    meanWithError(event, 2),
    isThis ? verdicts.join(", ") : "",
  ];
}

/** What is nearer to the most there may be than twice its standard error cannot be told from it. */
function verdictOf(value: number, error: number, most: number): string {
  if (Math.abs(value - most) < 2 * error) return "about";
  return value < most ? "within" : "OVER";
}
