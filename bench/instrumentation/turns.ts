import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { tableLines } from "#tests/clients/checks.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import { mean, meanWithError } from "./mean.ts";
import { startServer } from "./start-server.ts";
import type { Turn, TurnCost, TurnsPlan } from "./turns-program.ts";

// What watching adds to the CPU time of one and the same program, turn and turn about, in random order. Two programs, of the
// same code even, differ by more than that, by where V8 put things and when it compiled what, and a machine's speed changes
// by half within minutes; neighbouring turns of one program share all of that. Turns are short, so that there are many. Only
// what the collector does cannot be told in them, since it comes once in hundreds of requests, for whoever made the garbage:
// it is told by long turns, and left out of short ones. Two lengths of answers tell requests from events.
// `node bench/instrumentation/turns.ts [pairs [beginning]]`: only what begins so, such as `fetch, `.
const PAIRS = Number(process.argv[2] ?? 400);
const BEGINNING = process.argv[3] ?? "";
const SHORT = { requests: 64, events: 20 };
const MANY = { requests: 4, events: 1_000 };
const LONG = { requests: 2_000, events: 20 };
const LONG_PAIRS = Math.ceil(PAIRS / 20);
/** Told of within half a second, and so in one go, as it is at such a speed. */
const BATCH = { requests: 448, events: 20 };
/** Until then V8 compiles beside the program. */
const WARM_UP = [
  { requests: 12_000, events: 20 },
  { requests: 40, events: 1_000 },
];
/** Of DESIGN §6, in µs. */
const MOST = { request: 50, event: 1 };

type Run = (turn: Turn) => Promise<TurnCost>;
type Costs = { readonly [part in keyof TurnCost]: number[] };

const server = await startServer();
let spans = 0;
const rows = [
  [
    ...["", "µs a request", "added, main thread", "pauses", "other threads", "exporting", "in all"],
    ...["µs an event", "added", ""],
  ],
];
for (const [label, caller, atOnce] of [
  ["fetch, one event at once", "fetch", 1],
  ["fetch, 20 events at once", "fetch", 20],
  ["openai package, Chat Completions", "chat", 1],
  ["openai package, Responses", "responses", 1],
] as const) {
  if (!label.startsWith(BEGINNING)) continue;
  // One for each: it keeps all that it is sent.
  const sink = await startOtlpSink();
  const plan: TurnsPlan = { url: `${server.url}/at-once-${atOnce}`, host: server.host, caller };
  const child = fork(resolve("bench/instrumentation/turns-program.ts"), [JSON.stringify(plan)], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
  });
  rows.push(
    row(
      label,
      await measure(async (turn) => {
        const told = once(child, "message");
        child.send(turn);
        return ((await told) as [TurnCost])[0];
      }),
    ),
  );
  child.disconnect();
  await once(child, "exit");
  spans += sink.spans.length;
  await sink.close();
}
server.stop();
process.stdout.write(`\n${tableLines(rows).join("\n")}\n`);
process.stdout.write(
  `\nCPU time, means of ${PAIRS} pairs of turns (of ${LONG_PAIRS} for pauses and other threads) ± standard error; ` +
    `to reach: ${MOST.request} µs a request, ${MOST.event} µs an event. ${spans} spans arrived.\n`,
);
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

function row(label: string, { short, many, long, batch }: Measured): string[] {
  const perEvent = ({ main }: Costs, at: number, shorter: Costs) =>
    ((main[at] ?? Number.NaN) - (shorter.main[at] ?? Number.NaN)) / (MANY.events - SHORT.events);
  const event = many.added.main.map((_, at) => perEvent(many.added, at, short.added));
  const aloneEvent = many.alone.main.map((_, at) => perEvent(many.alone, at, short.alone));
  // The mean of an event's is known better than that of any pair.
  const main = short.added.main.map((added) => added - SHORT.events * mean(event));
  const { pauses, others } = long.added;
  const { exporting } = batch.added;
  const inAll = mean(main) + mean(pauses) + mean(others) + mean(exporting);
  const parts = [main, pauses, others, exporting].map((values) => meanWithError(values, 1));
  const isWithin = inAll <= MOST.request && mean(event) <= MOST.event;
  return [
    label,
    (mean(long.alone.main) + mean(long.alone.pauses) + mean(long.alone.others)).toFixed(0),
    ...parts,
    inAll.toFixed(0),
    mean(aloneEvent).toFixed(2),
    meanWithError(event, 2),
    isWithin ? "within" : "OVER",
  ];
}
