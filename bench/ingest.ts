import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openEmbeddedDatabase } from "#server/database/embedded-database.ts";
import { migrate } from "#server/database/migrate.ts";
import { freePorts } from "#server/free-ports.ts";
import { bareInsert } from "./bare-insert.ts";
import { codexRequest, genAiRequest, type LoadRequest } from "./ingest-load.ts";

// How many round trips a second the collector acknowledges, with the embedded database on the same machine, and what
// share that is of inserting the same rows with nothing around it, in the same run. The senders, the collector and
// the database share the cores, and assembly goes on meanwhile.

/** As server/start.ts forks it. */
const COLLECTOR_MEMORY = ["--max-semi-space-size=8", "--max-old-space-size=224"];
const ROUND_TRIPS = Number(process.argv[2] ?? 60_000);
const BACKLOG_ALONE = process.argv[2] === "backlog";

interface Case {
  readonly name: string;
  readonly clients: number;
  readonly turnsPerRequest: number;
  readonly make: (turns: number, startMs: number) => LoadRequest;
}

const CASES: readonly Case[] = [
  { name: "GenAI spans, 510 a request, 8 clients", clients: 8, turnsPerRequest: 85, make: genAiRequest },
  { name: "Codex logs, 506 a request, 8 clients", clients: 8, turnsPerRequest: 46, make: codexRequest },
  { name: "GenAI spans, 30 a request, 64 clients", clients: 64, turnsPerRequest: 5, make: genAiRequest },
];

const dataDir = await mkdtemp(join(tmpdir(), "roundtrip-bench-"));
const embedded = await openEmbeddedDatabase(dataDir);
const server = await embedded.start();
await migrate(embedded.url);
const [port = 0, grpcPort = 0] = await freePorts("127.0.0.1", 2);
const collector = fork(fileURLToPath(new URL("../server/collector/main.ts", import.meta.url)), [], {
  env: {
    ...process.env,
    DATABASE_URL: embedded.url,
    ROUNDTRIP_OTLP_HTTP_PORT: String(port),
    ROUNDTRIP_OTLP_GRPC_PORT: String(grpcPort),
  },
  execArgv: [...COLLECTOR_MEMORY, ...(process.env["COLLECTOR_ARGS"]?.split(" ") ?? [])],
});
const exited = once(collector, "exit");
await once(collector, "message");
const client = new pg.Client({ connectionString: embedded.url });
await client.connect();
try {
  for (const chosen of BACKLOG_ALONE ? [] : CASES) await run(chosen);
  await runBacklog();
} finally {
  await client.end();
  collector.kill("SIGTERM");
  await exited;
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

async function run({ name, clients, turnsPerRequest, make }: Case): Promise<void> {
  const warmUp = prepare(make, turnsPerRequest, ROUND_TRIPS / 10);
  await sendAll(warmUp, clients);
  await assembled();
  await client.query(
    "truncate observations, pending_assemblies, turns, round_trips, wire_details, attempts, throttles, tool_calls, approvals, warm_ups, sessions, touched_hours",
  );
  const requests = prepare(make, turnsPerRequest, ROUND_TRIPS);
  const roundTrips = requests.reduce((sum, one) => sum + one.roundTrips, 0);
  const startMs = performance.now();
  const refused = await sendAll(requests, clients);
  const acknowledgedMs = performance.now() - startMs;
  const peakMib = peakMemoryMib();
  await assembled();
  const assembledMs = performance.now() - startMs;
  const { rows } = await client.query(
    "select (select count(*)::int from observations) as observations, (select count(*)::int from round_trips) as trips",
  );
  const { observations, trips } = rows[0] as { observations: number; trips: number };
  if (trips !== roundTrips) throw new Error(`${roundTrips} round trips were sent and ${trips} are there`);
  const perSecond = (count: number, ms: number) => (count / ms) * 1000;
  const bare = await bareInsert(client);
  const ratio = perSecond(observations, acknowledgedMs) / bare.rowsPerSecond;
  const figures = [
    [
      `round trips acknowledged a second (${refused} requests were told to wait)`,
      perSecond(roundTrips, acknowledgedMs),
    ],
    ["observations acknowledged a second", perSecond(observations, acknowledgedMs)],
    ["the same rows inserted bare, indexes and all, a second", bare.rowsPerSecond],
    ["round trips assembled a second, beginning to end", perSecond(trips, assembledMs)],
    ["peak memory of the collector, MiB", peakMib],
  ] as const;
  console.log(`\n${name}: ${roundTrips} round trips in ${observations} observations`);
  for (const [what, figure] of figures) {
    console.log(`  ${what.padEnd(72)}${Math.round(figure).toLocaleString("en").padStart(9)}`);
  }
  console.log(
    `  ${"ratio of acknowledged to bare".padEnd(72)}${`${(ratio * 100).toFixed(1)} %`.padStart(9)}`,
  );
}

/** Exports of 6,000 spans from 32 programs at once, while the database takes nothing: all that can wait, waits. */
async function runBacklog(): Promise<void> {
  const requests = Array.from({ length: 32 }, () => genAiRequest(1_000, Date.now() - 3_600_000));
  await client.query("begin; lock table observations in access exclusive mode");
  const sending = sendAll(requests, requests.length);
  await sleep(5_000);
  await client.query("commit");
  const refused = await sending;
  const bytes = requests.reduce((sum, { body }) => sum + body.length, 0);
  console.log(
    `\nA backlog of ${requests.length} exports, ${(bytes / 2 ** 20).toFixed(0)} MiB (${refused} were told to wait)`,
  );
  console.log(`  ${"peak memory of the collector, MiB".padEnd(72)}${peakMemoryMib().toFixed(0).padStart(9)}`);
}

function prepare(make: Case["make"], turns: number, roundTrips: number): LoadRequest[] {
  const requests: LoadRequest[] = [];
  const startMs = Date.now() - 3_600_000;
  for (let made = 0; made < roundTrips; made += requests.at(-1)?.roundTrips ?? 1)
    requests.push(make(turns, startMs));
  return requests;
}

/** Sends everything, each client one request after the other; returns how often one was told to wait. */
async function sendAll(requests: readonly LoadRequest[], clients: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let [next, refused] = [0, 0];
  const send = async (userAgent: string): Promise<void> => {
    for (let one = requests[next++]; one; one = requests[next++]) {
      // A connection may end because all of its time was used up; exporters try that again too.
      while ((await post(agent, one, userAgent).catch(() => 503)) === 503) {
        refused += 1;
        // As long as the collector's Retry-After asks for.
        await sleep(1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => send(`client ${index}`)));
  agent.destroy();
  return refused;
}

async function post(agent: Agent, { path, body }: LoadRequest, userAgent: string): Promise<number> {
  const headers = {
    "content-type": "application/x-protobuf",
    "content-length": body.length,
    "user-agent": userAgent,
  };
  const sent = request({ agent, host: "127.0.0.1", port, path, method: "POST", headers });
  // The answer may come before all is sent; then the connection may end under the rest.
  sent.on("error", () => undefined);
  sent.end(body);
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200 && response.statusCode !== 503)
    throw new Error(`Status ${response.statusCode}`);
  return response.statusCode;
}

async function assembled(): Promise<void> {
  for (;;) {
    const { rows } = await client.query("select count(*)::int as n from pending_assemblies");
    if (rows[0].n === 0) return;
    await sleep(100);
  }
}

/** The most memory the collector ever held, as Linux counts it; NaN elsewhere. */
function peakMemoryMib(): number {
  try {
    const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${collector.pid}/status`, "utf8")) ?? [];
    return Number(kib) / 1024;
  } catch {
    return Number.NaN;
  }
}
