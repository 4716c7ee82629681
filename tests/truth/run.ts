import { resolve } from "node:path";
import type { ObservedRequest } from "#simulation/observed-request.ts";
import { startSimulatedProvider } from "#simulation/provider.ts";
import { startChecks, tableLines } from "#tests/clients/checks.ts";
import { startProcess } from "#tests/support/processes.ts";
import { askUntil, type RunningRoundtrip, startRoundtrip } from "#tests/support/running-roundtrip.ts";
import { type Case, truthCases } from "./cases.ts";
import { type Judgement, judge, quantile, type Shown, trueDecodeRate } from "./judge.ts";
import { startTap } from "./start-tap.ts";

// The longer check of what is measured at the wire: programs with the instrumentation, and without it through the tap,
// call a provider whose timings are known, and what Roundtrip shows is held against them.
// `node tests/truth/run.ts [calls a case]`; a hundred calls a case are thousands of round trips and half an hour.
const COUNT = Number(process.argv[2] ?? 6);
/** Cases that run at once: more would keep a machine of two cores from being on time. */
const LANES = 3;
// A first token within 5 ms or 1 %, a token rate within 2 %: a busy machine may be late once in a while, not as a rule.
const TTFT_MS = 5;
const TTFT_SHARE = 0.01;
const RATE_SHARE = 0.02;
const HOLDS_FOR = 0.95;

const checks = startChecks();
const roundtrip = await startRoundtrip();
try {
  await hold("inside", truthCases(COUNT, "inside"));
  await hold("tap", truthCases(COUNT, "tap"));
} finally {
  await roundtrip.stop();
}
process.exit(checks.close());

async function hold(way: "inside" | "tap", cases: readonly Case[]): Promise<void> {
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
    ["", "n", "first token off, ms", "p95 share of allowed", "token rate off", "sending, ms"],
  ];
  for (const one of cases) lines.push(await holdCase(one, truths.get(one.model) ?? [], roundtrip));
  for (const line of tableLines(lines)) checks.say(line);
  await provider.close();
}

async function holdCase(
  { model, count, behaviour }: Case,
  truths: readonly ObservedRequest[],
  { get }: RunningRoundtrip,
): Promise<readonly string[]> {
  const ask = async () => {
    const answer = await get(`/api/v1/round-trips?window=24h&limit=500&sort=startedAt&model=${model}`);
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
  const late = judgements.map(
    ({ ttftMs, trueTtftMs }) => Math.abs(ttftMs) / Math.max(TTFT_MS, trueTtftMs * TTFT_SHARE),
  );
  const off = judgements.map(({ decodeRate }) => Math.abs(decodeRate));
  const [lateAt, offAt] = [quantile(late, HOLDS_FOR), quantile(off, HOLDS_FOR)];
  checks.check(
    lateAt <= 1,
    `${model}: first token within ${TTFT_MS} ms or 1 %`,
    `${lateAt.toFixed(2)} × that`,
  );
  checks.check(offAt <= RATE_SHARE, `${model}: token rate within 2 %`, `${(offAt * 100).toFixed(1)} %`);
  return [
    model,
    String(judgements.length),
    quantile(
      judgements.map(({ ttftMs }) => ttftMs),
      0.5,
    ).toFixed(2),
    lateAt.toFixed(2),
    `${(quantile(off, 0.5) * 100).toFixed(2)} %`,
    quantile(
      judgements.map(({ sendingMs }) => sendingMs),
      0.5,
    ).toFixed(1),
  ];
}
