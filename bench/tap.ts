import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#server/free-ports.ts";
import { tableLines } from "#tests/clients/checks.ts";
import { Asker, type Target } from "./tap/ask.ts";
import { GATEWAY, installGateway } from "./tap/gateway.ts";

// What the tap adds: to the time until a first token, against asking the provider directly, against a process that does
// nothing but pass bytes on and, where it can be had, against a gateway from npm; and the CPU time that many fast streams at
// once cost it. All in one run, turn and turn about.
// `node bench/tap.ts [requests] [streams] [tokens a second] [seconds]`
const [REQUESTS = 7_000, STREAMS = 50, RATE = 1_000, SECONDS = 8] = process.argv.slice(2).map(Number);
const ROUNDS = 7;
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What is measured: a process that passes on, or nobody in between. */
interface Subject {
  readonly target: Target;
  readonly process: ChildProcess | null;
}

const serve = fork(resolve("bench/tap/serve.ts"));
const [providerPort] = (await once(serve, "message")) as [number];
const sink = fork(resolve("bench/tap/sink.ts"));
const [collector] = (await once(sink, "message")) as [string];
const children: ChildProcess[] = [serve, sink];
const direct: Subject = {
  target: { label: "direct", port: providerPort, path: "/v1/chat/completions", headers: {} },
  process: null,
};
const subjects = [direct, await startPipe(), await startTap(), await startGateway()].filter(
  (subject) => subject !== null,
);

try {
  await firstTokens();
  await streams();
  sink.send("spans");
  const [spans] = (await once(sink, "message")) as [number];
  say(`${spans} spans came of it`);
} finally {
  for (const child of children) child.kill("SIGKILL");
}

/** What any process in between costs, however little it does. */
async function startPipe(): Promise<Subject> {
  const port = await freePort("127.0.0.1");
  const child = start(resolve("bench/tap/pipe.ts"), [String(port), String(providerPort)], {});
  const target = { ...direct.target, label: "nothing but passing on", port };
  await answers(target);
  return { target, process: child };
}

async function startTap(): Promise<Subject> {
  const port = await freePort("127.0.0.1");
  const child = start(
    resolve("cli/main.ts"),
    ["tap", "--port", String(port), "--upstream", `openai=http://127.0.0.1:${providerPort}`],
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector },
  );
  const target = { label: "tap", port, path: "/openai/v1/chat/completions", headers: {} };
  await answers(target);
  return { target, process: child };
}

async function startGateway(): Promise<Subject | null> {
  const installed = await installGateway();
  if ("missing" in installed) {
    say(`Skipped: ${GATEWAY.name} cannot be had here (${installed.missing})`);
    return null;
  }
  const port = await freePort("127.0.0.1");
  const child = start(installed.main, [`--port=${port}`, "--headless"], { NODE_ENV: "production" });
  const target = {
    label: GATEWAY.name,
    port,
    path: "/v1/chat/completions",
    headers: {
      "x-portkey-provider": "openai",
      "x-portkey-custom-host": `http://127.0.0.1:${providerPort}/v1`,
    },
  };
  try {
    await answers(target);
  } catch (error) {
    say(`Skipped: ${GATEWAY.name} does not answer (${String(error).split("\n")[0]})`);
    child.kill("SIGKILL");
    return null;
  }
  return { target, process: child };
}

function start(
  main: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const child = fork(main, args, {
    execArgv: ["--import", resolve("bench/tap/tell-cpu.ts")],
    env: { ...process.env, ...environment },
    silent: true,
  });
  child.stdout?.resume();
  child.stderr?.resume();
  children.push(child);
  return child;
}

/** Resolves once it answers; rejects when it does not within ten seconds. */
async function answers(target: Target): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      const asker = await Asker.open(target);
      await asker.ask("tokens-3-rate-0");
      asker.close();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(100);
    }
  }
}

async function cpuMs({ process: child }: Subject): Promise<number | null> {
  if (child === null) return null;
  child.send("cpu");
  const [micros] = (await once(child, "message")) as [number];
  return micros / 1000;
}

/** Each round has quantiles of its own, so that one bad moment of the machine is not the tap's. */
async function firstTokens(): Promise<void> {
  const askers = await Promise.all(subjects.map(({ target }) => Asker.open(target)));
  await askInTurn(askers, 500);
  const rounds: number[][][] = [];
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push(await askInTurn(askers, Math.ceil(REQUESTS / ROUNDS)));
  for (const asker of askers) asker.close();
  const rows = subjects.map(({ target }, index) => [
    target.label,
    ...[0.5, 0.9, 0.99].flatMap((share) => {
      const own = rounds.map((round) => quantile(round[index] ?? [], share));
      const added = rounds.map((round, at) => (own[at] ?? Number.NaN) - quantile(round[0] ?? [], share));
      const spread = `${Math.min(...added).toFixed(3)} to ${Math.max(...added).toFixed(3)}`;
      return [
        quantile(own, 0.5).toFixed(3),
        index === 0 ? "" : `${quantile(added, 0.5).toFixed(3)} (${spread})`,
      ];
    }),
  ]);
  const header = ["first token, ms", "p50", "added", "p90", "added", "p99", "added"];
  say(`\n${tableLines([header, ...rows]).join("\n")}`);
  say(`Medians of ${ROUNDS} rounds, and their range; ${REQUESTS} requests each`);
}

/** How long each subject took to a first token, in ms, request by request. */
async function askInTurn(askers: readonly Asker[], requests: number): Promise<number[][]> {
  const waits: number[][] = askers.map(() => []);
  for (let number = 0; number < requests; number += 1) {
    for (let turn = 0; turn < askers.length; turn += 1) {
      const index = (number + turn) % askers.length;
      const answer = await askers[index]?.ask("tokens-20-rate-0");
      if (answer !== undefined) waits[index]?.push(answer.firstTokenAtMs - answer.askedAtMs);
      // Requests of people come one by one.
      await sleep(1);
    }
  }
  return waits;
}

async function streams(): Promise<void> {
  const rows = [
    [
      "streams at once",
      "cores",
      "µs a token",
      "tokens/s, median",
      "least",
      "ms late at the end, median",
      "most",
    ],
  ];
  for (const subject of subjects) {
    const tokens = RATE * SECONDS;
    const askers = await Promise.all(Array.from({ length: STREAMS }, () => Asker.open(subject.target)));
    await Promise.all(askers.map((asker) => asker.ask(`tokens-${RATE}-rate-${RATE}`)));
    const [startMs, before] = [performance.now(), await cpuMs(subject)];
    const ended = await Promise.allSettled(askers.map((asker) => asker.ask(`tokens-${tokens}-rate-${RATE}`)));
    const [wallMs, after] = [performance.now() - startMs, await cpuMs(subject)];
    for (const asker of askers) asker.close();
    const whole = ended.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const rates = whole.map(
      ({ firstTokenAtMs, endedAtMs }) => ((tokens - 1) / (endedAtMs - firstTokenAtMs)) * 1000,
    );
    const idealMs = ((tokens - 1) / RATE) * 1000;
    const late = whole.map(({ askedAtMs, endedAtMs }) => endedAtMs - askedAtMs - idealMs);
    const spentMs = before === null || after === null ? null : after - before;
    rows.push([
      `${subject.target.label}${whole.length === STREAMS ? "" : ` (${STREAMS - whole.length} broke)`}`,
      spentMs === null ? "" : (spentMs / wallMs).toFixed(2),
      spentMs === null ? "" : ((spentMs * 1000) / (tokens * STREAMS)).toFixed(2),
      quantile(rates, 0.5).toFixed(0),
      Math.min(...rates).toFixed(0),
      quantile(late, 0.5).toFixed(0),
      Math.max(...late).toFixed(0),
    ]);
  }
  say(
    `\n${tableLines(rows).join("\n")}\n${STREAMS} streams of ${RATE} tokens/s, one token a write, ${SECONDS} s`,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
