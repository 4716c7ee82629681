import type { ObservedRequest } from "#simulation/observed-request.ts";
import { type SimulatedProvider, startSimulatedProvider } from "#simulation/provider.ts";
import { rateLimitExceeded, serverOverloaded } from "#simulation/refusals.ts";
import type { ReplyScript } from "#simulation/session.ts";
import { askUntil, type RunningRoundtrip } from "#tests/support/running-roundtrip.ts";
import { type Checks, tableLines } from "./checks.ts";
import { otelSection, runCodex } from "./codex-cli.ts";
import {
  attemptsOfRoundTrips,
  compareWithTruth,
  type Difference,
  type ShownRoundTrip,
} from "./compare-with-truth.ts";

/** What our JSON API says of a round trip, as far as it is checked here. */
interface ApiRoundTrip extends Omit<ShownRoundTrip, "startedAtMs"> {
  readonly id: string;
  readonly startedAt: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly tier: string;
  readonly transport: string;
  readonly basis: string;
}

interface ApiTurn {
  readonly durationMs: number;
  readonly toolCalls: readonly unknown[];
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
}

/** One way to run Codex. */
export interface Variant {
  readonly name: string;
  readonly webSocket: boolean;
  /** One signal, or all as the empty page says. */
  readonly signals: "logs" | "traces" | "all";
  /** What happens to the first requests; nothing unless said. */
  readonly script?: readonly ReplyScript[];
}

/** What a run needs. */
export interface Task {
  readonly variant: Variant;
  /** The `[otel]` section that Roundtrip shows to people. */
  readonly guide: string;
  readonly codexPath: string;
  readonly roundtrip: RunningRoundtrip;
  readonly checks: Checks;
}

const transportOf = (webSocket: boolean) => (webSocket ? "WebSocket" : "SSE");

export const VARIANTS: readonly Variant[] = [
  ...[false, true].flatMap((webSocket): Variant[] => [
    { name: `${transportOf(webSocket)}, logs only`, webSocket, signals: "logs" },
    { name: `${transportOf(webSocket)}, traces only`, webSocket, signals: "traces" },
    { name: `${transportOf(webSocket)}, as the empty page says`, webSocket, signals: "all" },
  ]),
  {
    name: "SSE, refused once for capacity",
    webSocket: false,
    signals: "all",
    script: [{ failure: serverOverloaded() }],
  },
  {
    name: "WebSocket, refused once for rate",
    webSocket: true,
    signals: "all",
    script: [{ failure: rateLimitExceeded("requests", 1) }],
  },
];

const MODEL = "gpt-5.3-codex-spark";
const TOOL_CALL = { onRequest: 1, name: "exec_command", arguments: JSON.stringify({ cmd: "echo hi" }) };
const SHOWN_WITHIN_MS = 5000;
const MOST_RUNS = 5;

/**
 * Runs the real Codex against a provider of its own, and holds what Roundtrip shows against the truth. On a busy machine
 * a client reads late, so a run whose times alone are off is made again, up to five times; counts, tokens and places
 * must be right every time. Resolves with the number of runs.
 */
export async function checkRun(task: Task): Promise<number> {
  const { variant, checks } = task;
  for (let run = 1; ; run += 1) {
    checks.say(`\n${variant.name}${run === 1 ? "" : `, run ${run}`}`);
    const differences = await runOnce(task);
    const late = differences.filter(({ timed, passes }) => timed && !passes);
    if (late.length > 0 && run < MOST_RUNS) {
      checks.say(`  late: ${late.map(({ figure }) => figure).join("; ")}. Once more.`);
      continue;
    }
    for (const { figure, passes, shown, truth, allowed } of differences.filter(({ timed }) => timed))
      checks.check(passes, figure, `${shown} instead of ${truth}, allowed is ${allowed}`);
    return run;
  }
}

async function runOnce(task: Task): Promise<readonly Difference[]> {
  const { variant, guide, codexPath, roundtrip, checks } = task;
  const provider = await startSimulatedProvider({
    default: { toolCalls: [TOOL_CALL] },
    ...(variant.script === undefined ? {} : { script: variant.script }),
  });
  try {
    await runCodex(codexPath, {
      providerUrl: provider.url,
      model: MODEL,
      webSocket: variant.webSocket,
      otel: variant.signals === "all" ? guide : otelSection(roundtrip.collectorUrl, variant.signals),
      prompt: "say hi",
    });
    return await holdAgainstTruth(task, provider);
  } catch (error) {
    checks.check(false, `${variant.name} runs`, String(error));
    return [];
  } finally {
    await provider.close();
  }
}

async function holdAgainstTruth(
  { variant, roundtrip, checks: { check, say } }: Task,
  provider: SimulatedProvider,
): Promise<readonly Difference[]> {
  const truth = attemptsOfRoundTrips(provider.requests());
  const session = truth[0]?.[0]?.conversation ?? "no request reached the provider";
  const askedMs = performance.now();
  const shown = await askUntil(
    async () => (await roundTripsOf(roundtrip)).filter(({ sessionId }) => sessionId === session),
    (rows) => rows.length >= truth.length,
    SHOWN_WITHIN_MS,
  );
  const waitedMs = performance.now() - askedMs;
  check(truth.length === 2, "Codex made two round trips", String(truth.length));
  if (!check(shown.length === 2, "two round trips are shown within five seconds", String(shown.length)))
    return [];
  say(
    `  shown ${Math.round(waitedMs)} ms after Codex ended; basis ${shown.map(({ basis }) => basis).join(", ")}`,
  );

  const turnIds = new Set(shown.map(({ turnId }) => turnId));
  check(turnIds.size === 1, "both belong to one turn", [...turnIds].join(", "));
  const tiers = shown.map(({ tier }) => tier);
  check(
    tiers.every((tier) => tier === "Instant"),
    "the tier is Instant",
    tiers.join(", "),
  );
  const transport = variant.webSocket ? "websocket" : "sse";
  check(
    shown.every((row) => row.transport === transport),
    `the transport is ${transport}`,
  );
  const turn = (await roundtrip.get(`/api/v1/turns/${encodeURIComponent([...turnIds][0] ?? "")}`)) as ApiTurn;
  check(turn.toolCalls.length === 1, "the turn has one tool call", String(turn.toolCalls.length));
  const phasesMs = turn.phases.reduce((sum, { ms }) => sum + ms, 0);
  // Each phase is rounded for the answer, so the sum may be off by what rounding does to nine of them.
  check(
    Math.abs(phasesMs - turn.durationMs) <= 1,
    "the phases sum to the duration",
    `${phasesMs} of ${turn.durationMs}`,
  );

  const differences = shown.map((row, index) => differencesOf(row, truth[index]));
  for (const line of describe(differences)) say(`  ${line}`);
  for (const { figure, passes, shown: value, truth: real } of differences
    .flat()
    .filter(({ timed }) => !timed))
    check(passes, figure, `${value} instead of ${real}`);
  return differences.flat();
}

async function roundTripsOf(roundtrip: RunningRoundtrip): Promise<readonly ApiRoundTrip[]> {
  const answer = (await roundtrip.get("/api/v1/round-trips?window=1h&limit=200")) as {
    roundTrips: ApiRoundTrip[];
  };
  return answer.roundTrips.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

function differencesOf(row: ApiRoundTrip, attempts: readonly ObservedRequest[] = []): readonly Difference[] {
  return compareWithTruth({ ...row, startedAtMs: Date.parse(row.startedAt) }, attempts);
}

const cell = (value: number | string | null) =>
  typeof value === "number" ? String(Math.round(value * 100) / 100) : (value ?? "–");

function describe(differences: readonly (readonly Difference[])[]): readonly string[] {
  const header = ["figure", "shown", "truth", "difference", "allowed"];
  const rows = differences.flatMap((ofOne, index) =>
    ofOne.map((row) => [
      `${index + 1}. ${row.figure}`,
      cell(row.shown),
      cell(row.truth),
      cell(row.difference),
      row.allowed,
    ]),
  );
  return tableLines([header, ...rows]);
}
