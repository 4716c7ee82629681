import type { ObservedRequest } from "#simulation/observed-request.ts";
import { askUntil, type RunningRoundtrip } from "#tests/support/running-roundtrip.ts";
import { type Checks, tableLines } from "./checks.ts";
import { type CodingClient, type Knowledge, WIRE_KNOWLEDGE } from "./coding-client.ts";
import {
  attemptsOfRoundTrips,
  compareWithTruth,
  type Difference,
  type ShownRoundTrip,
} from "./compare-with-truth.ts";
import { type InstalledClient, runPart } from "./run-part.ts";
import type { Part, Variant } from "./variants.ts";
import { watchLateness } from "./watch-lateness.ts";

/** What our JSON API says of a round trip, as far as it is checked here. */
interface ApiRoundTrip extends Omit<ShownRoundTrip, "startedAtMs"> {
  readonly startedAt: string;
  readonly client: string;
  readonly model: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly tier: string;
  readonly transport: string | null;
  readonly basis: string;
}

interface ApiBucket {
  readonly provider: string;
  readonly family: string;
  readonly windowMinutes: number | null;
  readonly unit: string;
  readonly source: string;
  readonly observedAt: string;
}

interface ApiTurn {
  readonly durationMs: number;
  readonly roundTrips: readonly unknown[];
  readonly toolCalls: readonly unknown[];
  readonly phases: readonly { readonly phase: string; readonly ms: number }[];
}

/** What a run needs. */
export interface Task {
  readonly variant: Variant;
  readonly clients: ReadonlyMap<Part["client"], InstalledClient>;
  readonly roundtrip: RunningRoundtrip;
  readonly checks: Checks;
}

/** What came of a run. */
export interface CheckedRun {
  /** Times that clients ran, all runs of all parts. */
  readonly turns: number;
  /** Of the last run, by part. */
  readonly differences: readonly (readonly Difference[])[];
}

const SHOWN_WITHIN_MS = 5000;
const MOST_RUNS = 5;
// What is allowed to a client: a machine that is later than that to wake a process cannot hold a client to it.
const CALM_MS = 5;
// A client's own stopwatch can be this late (ms, or tokens/s) while it starts up. A wrong definition is further off.
const STARTING_UP = 60;

/**
 * Runs real clients, each against a provider of its own, and holds what Roundtrip shows against the truth. On a busy
 * machine a client reads late, so a run with times that are off is made again, up to five times, until each of them was
 * right once; counts, tokens and places must be right every time. A time that never was is a failure, unless it is off by
 * no more than a client that starts up can be, or the machine woke even this process late: then it cannot tell, and says so.
 */
export async function checkRun({ variant, clients, roundtrip, checks }: Task): Promise<CheckedRun> {
  const seen = new Map<string, Difference>();
  let calmestMs = Number.POSITIVE_INFINITY;
  for (let run = 1; ; run += 1) {
    checks.say(`\n${variant.name}${run === 1 ? "" : `, run ${run}`}`);
    const endWatch = watchLateness();
    const outcomes = await Promise.all(
      variant.parts.map(async (part) => {
        const installed = clients.get(part.client);
        if (installed === undefined) throw new Error(`${part.client} is not installed`);
        return { part, client: installed.client, ...(await runPart(part, installed, roundtrip)) };
      }),
    );
    calmestMs = Math.min(calmestMs, endWatch());
    const differences: (readonly Difference[])[] = [];
    for (const { part, client, startedAtMs, requests, complaint } of outcomes) {
      if (complaint !== null) checks.check(false, `${client.label} runs`, complaint);
      const ofPart = await holdAgainstTruth({ part, client, startedAtMs, requests, roundtrip, checks });
      differences.push(ofPart);
      for (const [index, difference] of ofPart.entries()) {
        const name = `${client.label}, figure ${index}`;
        if (difference.timed && seen.get(name)?.passes !== true) seen.set(name, difference);
      }
    }
    const late = [...seen].filter(([, { passes }]) => !passes);
    if (late.length > 0 && run < MOST_RUNS) {
      const figures = late.map(
        ([, { figure, shown, truth }]) => `${figure} (${cell(shown)}, not ${cell(truth)})`,
      );
      checks.say(`  late: ${figures.join("; ")}. Once more.`);
      continue;
    }
    for (const { figure, passes, shown, truth, difference, allowed } of seen.values()) {
      const told = `${shown} instead of ${truth}, allowed is ${allowed}`;
      const mayBeLate = typeof difference === "number" && Math.abs(difference) <= STARTING_UP;
      if (passes || (calmestMs <= CALM_MS && !mayBeLate)) checks.check(passes, figure, told);
      else if (calmestMs <= CALM_MS)
        checks.say(`  not judged: ${figure}, ${told}; the client was late in every run`);
      else
        checks.say(
          `  not judged: ${figure}, ${told}; this machine woke us ${calmestMs.toFixed(1)} ms late or more`,
        );
    }
    return { turns: run * variant.parts.length, differences };
  }
}

interface Holding {
  readonly part: Part;
  readonly client: CodingClient;
  readonly startedAtMs: number;
  readonly requests: readonly ObservedRequest[];
  readonly roundtrip: RunningRoundtrip;
  readonly checks: Checks;
}

async function holdAgainstTruth(holding: Holding): Promise<readonly Difference[]> {
  const { part, client, startedAtMs, requests, roundtrip, checks } = holding;
  const { check, say } = checks;
  const truth = attemptsOfRoundTrips(requests);
  const knows = part.wire === null ? client.knows(part.signals) : wireKnows(client);
  const compare = (rows: readonly ApiRoundTrip[]) =>
    rows.map((row, index) =>
      compareWithTruth({ ...row, startedAtMs: Date.parse(row.startedAt) }, truth[index] ?? [], knows),
    );
  const askedMs = performance.now();
  const shown = await askUntil(
    async () =>
      (await roundTripsOf(roundtrip)).filter(
        (row) => row.client === client.name && Date.parse(row.startedAt) >= startedAtMs,
      ),
    // What comes later, such as the spans after the logs, still changes figures.
    (rows) =>
      rows.length === truth.length &&
      (part.wire === null || rows.every(({ basis }) => basis === "wire")) &&
      compare(rows).every((row) =>
        row.every(({ passes, timed, shown: value }) => passes || (timed && value !== null)),
      ),
    SHOWN_WITHIN_MS,
  );
  const waitedMs = Math.round(performance.now() - askedMs);
  check(truth.length === 2, `${client.label} made two round trips`, String(truth.length));
  const counted = check(
    shown.length === 2,
    `two round trips of ${client.label} are shown within five seconds`,
    String(shown.length),
  );
  if (!counted) return [];
  say(
    `  ${client.label}: shown ${waitedMs} ms after it ended; basis ${shown.map(({ basis }) => basis).join(", ")}`,
  );
  await checkPlaces(holding, shown);
  if (part.wire !== null) checkBasis(holding, shown);
  if (part.wire !== null || part.watch) await checkLimits(holding);

  const differences = compare(shown);
  for (const line of describe(differences)) say(`  ${line}`);
  for (const { figure, passes, shown: value, truth: real } of differences
    .flat()
    .filter(({ timed }) => !timed))
    check(passes, `${client.label}: ${figure}`, `${value} instead of ${real}`);
  return differences.flat();
}

/** Where the round trips stand: session, turn, tier, transport, tool call, phases. */
async function checkPlaces(
  { part, client, requests, roundtrip, checks: { check } }: Holding,
  shown: readonly ApiRoundTrip[],
): Promise<void> {
  const each = (what: string, value: (row: ApiRoundTrip) => string | null, expected: string | null) =>
    check(
      shown.every((row) => value(row) === expected),
      `${client.label}: the ${what} is ${expected}`,
      shown.map(value).join(", "),
    );
  each("model", ({ model }) => model, client.model);
  each("tier", ({ tier }) => tier, client.tier);
  const session = requests.find(({ conversation }) => conversation !== null)?.conversation ?? null;
  // Gemini CLI does not tell its provider which session it is.
  if (client.name !== "gemini-cli") each("session", ({ sessionId }) => sessionId, session);
  if (client.name === "codex")
    each("transport", ({ transport }) => transport, part.webSocket ? "websocket" : "sse");

  const turnIds = [...new Set(shown.map(({ turnId }) => turnId))];
  check(turnIds.length === 1, `${client.label}: both round trips belong to one turn`, turnIds.join(", "));
  const turn = (await roundtrip.get(`/api/v1/turns/${encodeURIComponent(turnIds[0] ?? "")}`)) as ApiTurn;
  check(
    turn.roundTrips.length === 2,
    `${client.label}: the turn has two round trips`,
    String(turn.roundTrips.length),
  );
  check(
    turn.toolCalls.length === 1,
    `${client.label}: the turn has one tool call`,
    String(turn.toolCalls.length),
  );
  const phasesMs = turn.phases.reduce((sum, { ms }) => sum + ms, 0);
  // Each phase is rounded for the answer, so the sum may be off by what rounding does to nine of them.
  check(
    Math.abs(phasesMs - turn.durationMs) <= 1,
    `${client.label}: the phases sum to the duration`,
    `${phasesMs} of ${turn.durationMs}`,
  );
}

/** Where reasoning stays hidden, nobody on the wire sees the first token of it. */
function wireKnows({ behaviour }: CodingClient): Knowledge {
  return { ...WIRE_KNOWLEDGE, ttft: (behaviour.reasoningTokens ?? 0) === 0 };
}

/** Where the wire is measured, the figures are its own. */
function checkBasis({ client, checks: { check } }: Holding, shown: readonly ApiRoundTrip[]): void {
  check(
    shown.every(({ basis }) => basis === "wire"),
    `${client.label}: the figures are the wire's`,
    shown.map(({ basis }) => basis).join(", "),
  );
}

/** Every bucket that the provider told of, once, however many sources told of it; without the wire, from the files. */
async function checkLimits({
  part,
  client,
  startedAtMs,
  roundtrip,
  checks: { check },
}: Holding): Promise<void> {
  const { buckets } = (await roundtrip.get("/api/v1/limits")) as { readonly buckets: readonly ApiBucket[] };
  const fresh = buckets.filter(({ observedAt }) => Date.parse(observedAt) >= startedAtMs);
  const families = new Set(fresh.map(({ family }) => family));
  check(
    client.limits.families.every((family) => families.has(family)),
    `${client.label}: every bucket that its provider told of is known`,
    [...families].join(", "),
  );
  const names = fresh.map(({ provider, family, windowMinutes, unit }) =>
    [provider, family, windowMinutes, unit].join(" "),
  );
  check(new Set(names).size === names.length, `${client.label}: each bucket is one`, names.join(", "));
  const sources = new Set(fresh.map(({ source }) => source));
  if (part.wire === null)
    check([...sources].join() === "file", `${client.label}: its files told it`, [...sources].join(", "));
}

async function roundTripsOf(roundtrip: RunningRoundtrip): Promise<readonly ApiRoundTrip[]> {
  const answer = (await roundtrip.get("/api/v1/round-trips?window=1h&limit=200")) as {
    roundTrips: ApiRoundTrip[];
  };
  return answer.roundTrips.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
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
