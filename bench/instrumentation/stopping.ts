import { fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { SpanRecord } from "#lib/ingest/otlp/records.ts";
import { tableLines } from "#tests/clients/checks.ts";
import { startOtlpSink } from "#tests/support/otlp-sink.ts";
import { installPeer, PEERS } from "./peers.ts";
import type { EndedSpan } from "./start-peer.ts";
import { startServer } from "./start-server.ts";
import type { StoppingPlan, StoppingResult } from "./stopping-program.ts";

// What becomes of an answer that the program no longer wants, unwatched and watched by this instrumentation and its
// peers: how soon the provider sees it, and what the span says. `node bench/instrumentation/stopping.ts [calls]`
const CALLS = Number(process.argv[2] ?? 20);
const EVERY_MS = 5;
const EVENTS = 100;
const WAYS = ["break", "abort", "end"] as const;
/** The first calls of a program are slow, watched or not, and are left out of the times. */
const WARM_UP = 4;

interface Variant {
  readonly label: string;
  readonly caller: StoppingPlan["caller"];
  readonly folder: string;
  readonly peer: StoppingPlan["peer"];
  readonly register: boolean;
}

const own = resolve(".");
const variants: Variant[] = (["fetch", "chat", "responses"] as const).flatMap((caller) => [
  { label: `${caller}: alone`, caller, folder: own, peer: null, register: false },
  { label: `${caller}: this`, caller, folder: own, peer: null, register: true },
]);
let hasBaseline = false;
for (const candidate of PEERS) {
  const folder = await installPeer(candidate);
  if (folder === null) continue;
  for (const caller of ["chat", "responses"] as const) {
    // The peers fit an earlier version of the openai package, so that one is also looked at alone.
    if (!hasBaseline)
      variants.push({ label: `${caller}: alone, openai 6`, caller, folder, peer: null, register: false });
    const label = `${caller}: ${candidate.label}`;
    variants.push({ label, caller, folder, peer: candidate.peer, register: false });
  }
  hasBaseline = true;
}

const server = await startServer();
const sink = await startOtlpSink();

const rows = [["", "stopped by", "seen by the provider", "median ms", "longest ms", "spans", "which say"]];
for (const way of WAYS)
  for (const variant of variants)
    if (way !== "end" || variant.register || variant.peer !== null) rows.push(await compare(variant, way));
process.stdout.write(`\n${tableLines(rows).join("\n")}\n`);
server.stop();
await sink.close();

async function compare(variant: Variant, way: StoppingPlan["way"]): Promise<string[]> {
  const { label, caller, folder, peer, register } = variant;
  const calls = Array.from({ length: CALLS }, (_, index) => `${rows.length}x${index}`);
  const spansBefore = sink.spans.length;
  const url = `${server.url}/events-${EVENTS}/every-${EVERY_MS}`;
  const plan: StoppingPlan = { url, folder, caller, peer, way, calls, answerMs: EVENTS * EVERY_MS };
  const child = fork(resolve("bench/instrumentation/stopping-program.ts"), [JSON.stringify(plan)], {
    execArgv: register ? ["--import", resolve("instrumentation/register.ts")] : [],
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
      ROUNDTRIP_COMPATIBLE_HOSTS: `${server.host}=openai`,
    },
  });
  const said = once(child, "message") as Promise<[StoppingResult]>;
  const ended = once(child, "exit").then(() => null);
  const first = await Promise.race([said, ended]);
  await ended;
  if (first === null) return [label, way, "the program failed", "", "", "", ""];
  const [{ stoppedAtNs, spans, failures }] = first;
  if (failures.length > 0) return [label, way, `${failures.length} failed: ${failures[0]}`, "", "", "", ""];
  const waits = calls.slice(WARM_UP).flatMap((call) => {
    const [end, stopped] = [server.ends.get(call), stoppedAtNs[call]];
    if (end === undefined || stopped === undefined || end.isWhole) return [];
    return [Number(BigInt(end.closedAtNs) - BigInt(stopped)) / 1e6];
  });
  const sorted = waits.toSorted((a, b) => a - b);
  const told = register ? sink.spans.slice(spansBefore).map(describeOwn) : spans.map(describePeer);
  return [
    label,
    way,
    way === "end" ? "" : `${waits.length} of ${CALLS - WARM_UP}`,
    sorted[Math.floor(sorted.length / 2)]?.toFixed(1) ?? "–",
    sorted.at(-1)?.toFixed(1) ?? "–",
    register || peer !== null ? `${told.length} of ${CALLS}` : "",
    count(told),
  ];
}

function describeOwn({ attributes }: SpanRecord): string {
  return String(attributes.get("roundtrip.outcome") ?? "nothing");
}

function describePeer({ status, error, finishReasons }: EndedSpan): string {
  const said = [["", "ok", "error"][status], error, finishReasons && `finish ${finishReasons}`];
  return said.filter(Boolean).join(", ") || "nothing";
}

/** `cancelled` when all say so, `9 cancelled, 3 failed` else. */
function count(words: readonly string[]): string {
  const counts = Map.groupBy(words, (word) => word);
  if (counts.size === 1) return words[0] ?? "";
  return [...counts].map(([word, all]) => `${all.length} ${word}`).join("; ");
}
