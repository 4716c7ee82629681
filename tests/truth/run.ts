import { resolve } from "node:path";
import type { ObservedRequest } from "#simulation/observed-request.ts";
import { startSimulatedProvider } from "#simulation/provider.ts";
import { startChecks, tableLines } from "#tests/clients/checks.ts";
import { startProcess } from "#tests/support/processes.ts";
import { askUntil, startRoundtrip } from "#tests/support/running-roundtrip.ts";
import { startTap } from "#tests/support/start-tap.ts";
import { CALLERS, type Caller, type Case, truthCases } from "./cases.ts";
import { type Judgement, judge, quantile, type Shown, trueDecodeRate } from "./judge.ts";

// The longer check of what is measured at the wire: programs with the instrumentation, and without it through the tap,
// call a provider whose timings are known, and what Roundtrip shows is held against them.
// `node tests/truth/run.ts [calls a case]`; a hundred calls a case are thousands of round trips and half an hour.
const COUNT = Number(process.argv[2] ?? 5);
/** Cases that run at once: more would keep a machine of two cores from being on time. */
const LANES = 3;
// A first token within 5 ms or 1 %, a token rate within 2 %: a busy machine may be late once in a while, not as a rule.
const TTFT_MS = 5;
const TTFT_SHARE = 0.01;
const RATE_SHARE = 0.02;
const HOLDS_FOR = 0.95;
const RUNS_MAX = 4;

const checks = startChecks();
const roundtrip = await startRoundtrip();
try {
  for (const way of ["inside", "tap"] as const) await holdUntilCalm(way);
} finally {
  await roundtrip.stop();
}
process.exit(checks.close());

/** Counts must be right every time; callers whose times were off have another go, because machines have busy moments. */
async function holdUntilCalm(way: "inside" | "tap"): Promise<void> {
  let late: readonly Late[] = CALLERS.map((caller) => ({ caller, complaint: "" }));
  for (let run = 1; run <= RUNS_MAX && late.length > 0; run += 1) {
    const callers = late.map(({ caller }) => caller);
    late = await hold(way, truthCases(COUNT, `${way}-${run}`, callers));
    for (const { caller, complaint } of late) checks.say(`  late: ${way}, ${caller}: ${complaint}`);
  }
  for (const caller of CALLERS) {
    const found = late.find((one) => one.caller === caller);
    checks.check(found === undefined, `${way}, ${caller}: times are true`, found?.complaint);
  }
}

/** A caller whose times were further off than allowed. */
interface Late {
  readonly caller: Caller;
  readonly complaint: string;
}

async function hold(way: "inside" | "tap", cases: readonly Case[]): Promise<readonly Late[]> {
  const provider = await startSimulatedProvider({
    models: Object.fromEntries(cases.map(({ model, behaviour }) => [model, behaviour])),
  });
  const tap = way === "tap" ? await startTap(provider.url, roundtrip.collectorUrl) : null;
  const base = (name: string) => (tap === null ? provider.url : `${tap.url}/${name}`);
  const plan = {
    openai: `${base("openai")}/v1`,
    anthropic: base("anthropic"),
    google: base("gemini"),
    webSocket: `${base("openai").replace("http", "ws")}/v1/responses`,
    lanes: LANES,
    cases: cases.map(({ model, caller, count }) => ({ model, caller, count })),
  };
  const register = ["--import", resolve("instrumentation/register.ts")];
  const driver = startProcess(
    process.execPath,
    [...(tap === null ? register : []), resolve("tests/truth/drive.ts"), JSON.stringify(plan)],
    {
      env: {
        PATH: process.env["PATH"] ?? "",
        OTEL_SERVICE_NAME: `truth-${way}`,
        OTEL_EXPORTER_OTLP_ENDPOINT: roundtrip.collectorUrl,
        ROUNDTRIP_COMPATIBLE_HOSTS: `127.0.0.1:${provider.port}=openai`,
      },
    },
  );
  const code = await driver.ended;
  checks.check(code === 0, `${way}: the program ran to its end`, driver.output().slice(-2000));
  await tap?.stop();
  const truths = Map.groupBy(provider.requests(), ({ model }) => model);
  const lines: (readonly string[])[] = [
    ["", "n", "first token off, ms", "p95 of what is allowed", "token rate off", "p95", "sending, ms"],
  ];
  const late: Late[] = [];
  for (const [caller, own] of Map.groupBy(cases, (one) => one.caller)) {
    const judged: Judgement[] = [];
    for (const one of own) {
      const found = await judgeCase(one, truths.get(one.model) ?? []);
      judged.push(...found);
      lines.push(lineOf(one.model, found));
    }
    // All of a caller's cases together: in one case alone, a single late moment would be more than a twentieth.
    const offsets = offsetsOf(judged);
    const [lateAt, offAt] = [quantile(offsets.late, HOLDS_FOR), quantile(offsets.off, HOLDS_FOR)];
    if (lateAt > 1 || offAt > RATE_SHARE)
      late.push({
        caller,
        complaint: `first token ${lateAt.toFixed(2)} of what is allowed, token rate ${(offAt * 100).toFixed(1)} %`,
      });
  }
  for (const line of tableLines(lines)) checks.say(line);
  await provider.close();
  return late;
}

/** Holds each call of a case against what the provider did; the counts at once. */
async function judgeCase(
  { model, count, behaviour }: Case,
  truths: readonly ObservedRequest[],
): Promise<readonly Judgement[]> {
  const ask = async () => {
    const answer = await roundtrip.get(
      `/api/v1/round-trips?window=24h&limit=500&sort=startedAt&model=${model}`,
    );
    return (answer as { readonly roundTrips: readonly Shown[] }).roundTrips;
  };
  const shown = await askUntil(ask, (rows) => rows.length >= count, 20_000);
  checks.check(
    truths.length === count && shown.length === count,
    `${model}: each call is one round trip`,
    `${shown.length} shown, ${truths.length} made, ${count} wanted`,
  );
  const judgements = truths.flatMap((truth, index): Judgement[] => {
    const row = shown[index];
    return row === undefined ? [] : [judge(row, truth, trueDecodeRate(truth, behaviour.tokensPerChunk ?? 1))];
  });
  const wrong = judgements.findIndex(({ counts }) => !counts);
  checks.check(wrong === -1, `${model}: tokens, outcome and basis are exact`, JSON.stringify(shown[wrong]));
  return judgements;
}

/** How far off, as a share of what is allowed for the first token, and as a share of the rate. */
function offsetsOf(judgements: readonly Judgement[]) {
  return {
    late: judgements.map(
      ({ ttftMs, trueTtftMs }) => Math.abs(ttftMs) / Math.max(TTFT_MS, trueTtftMs * TTFT_SHARE),
    ),
    off: judgements.map(({ decodeRate }) => Math.abs(decodeRate)),
  };
}

function lineOf(label: string, judgements: readonly Judgement[]): readonly string[] {
  const { late, off } = offsetsOf(judgements);
  const middle = (values: readonly number[]) => quantile(values, 0.5);
  return [
    label,
    String(judgements.length),
    middle(judgements.map(({ ttftMs }) => ttftMs)).toFixed(2),
    quantile(late, HOLDS_FOR).toFixed(2),
    `${(middle(off) * 100).toFixed(2)} %`,
    `${(quantile(off, HOLDS_FOR) * 100).toFixed(2)} %`,
    middle(judgements.map(({ sendingMs }) => sendingMs)).toFixed(1),
  ];
}
