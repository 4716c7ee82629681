import type { CollectorState } from "#lib/analytics/describe-collector.ts";
import { formatAgo } from "#lib/analytics/format-ago.ts";
import { formatBytes } from "#lib/analytics/format-bytes.ts";
import { formatCount } from "#lib/analytics/format-number.ts";

/** Beyond this, what is assembled lags behind what is stored by more than a moment. */
const MANY_PENDING = 1_000;
const FULL_FROM = 0.8;

const RULES: Readonly<Record<string, string>> = {
  invalidId: "had no usable trace or span id",
  invalidTime: "had a start or an end that no clock can show",
  invalidRecord: "were not of the shape that OTLP asks for",
};

const REFUSALS: Readonly<Record<number, string>> = {
  400: "could not be read: the body was not OTLP",
  403: "came from a web page of another site, or by a name that is not this machine's",
  405: "used another method than POST",
  413: "were larger than 16 MiB, or 64 MiB inflated",
  415: "were neither OTLP/JSON nor OTLP/protobuf, or compressed by something other than gzip and deflate",
  500: "failed for a reason that the collector printed",
};

/** What the collector did since its start, in one sentence. */
export function prepareCollectorState(state: CollectorState, nowMs: number): string {
  const requests = sum(state.signals.flatMap((signal) => signal.requests.map(({ n }) => n)));
  const since = state.startedAtMs === null ? "" : ` It started ${formatAgo(nowMs - state.startedAtMs)}.`;
  if (requests === 0) return `The collector is ready, and no client has sent anything yet.${since}`;
  const known = `${formatCount(state.stored)} of their observations told something new`;
  return `The collector answered ${plural(requests, "export")}; ${known} and ${formatCount(state.duplicate)} did not.${since}`;
}

/** What is wrong or was wrong since the start, each in a sentence that says what it means. Empty when all is well. */
export function prepareCollectorProblems(state: CollectorState): readonly string[] {
  return [
    ...sayDatabase(state),
    ...sayLoad(state),
    ...sayRequests(state),
    ...sayRecords(state),
    ...sayAssembly(state),
  ];
}

function* sayDatabase({ pendingAssemblies, failures }: CollectorState): Generator<string> {
  if (pendingAssemblies === null)
    yield "The database does not answer the collector. Exports are told to come back, and clients that repeat them lose nothing.";
  if (failures.commitsByDatabase > 0)
    yield `${plural(failures.commitsByDatabase, "transaction")} did not commit because the database was away; those exports were told to come back.`;
  if (failures.commitsByData > 0)
    yield `The database refused the data of ${plural(failures.commitsByData, "export")} for what it is; nothing of them was kept.`;
}

function* sayLoad({ pendingBytes, pendingMaxBytes, pendingAssemblies }: CollectorState): Generator<string> {
  if (pendingBytes !== null && pendingMaxBytes !== null && pendingBytes > pendingMaxBytes * FULL_FROM)
    yield `${formatBytes(pendingBytes)} of at most ${formatBytes(pendingMaxBytes)} wait for the database: clients send faster than it stores.`;
  if (pendingAssemblies !== null && pendingAssemblies > MANY_PENDING)
    yield `${formatCount(pendingAssemblies)} stored pieces wait to become turns and round trips: the pages lag behind.`;
}

function* sayRequests({ signals }: CollectorState): Generator<string> {
  const statuses = Map.groupBy(
    signals.flatMap(({ requests }) => requests),
    ({ status }) => status,
  );
  for (const [status, requests] of [...statuses].toSorted(([a], [b]) => a - b)) {
    const n = sum(requests.map((request) => request.n));
    if (status === 503)
      yield `${plural(n, "request")} came when nothing more could be taken and were told to come back (503).`;
    else if (status >= 400)
      yield `${plural(n, "request")} ${REFUSALS[status] ?? "were refused"} (${status}).`;
  }
}

function* sayRecords({ signals, stored, duplicate }: CollectorState): Generator<string> {
  const reasons = Map.groupBy(
    signals.flatMap(({ rejected }) => rejected),
    ({ reason }) => reason,
  );
  for (const [reason, rejected] of reasons)
    yield `${plural(sum(rejected.map(({ n }) => n)), "record")} ${RULES[reason] ?? `broke a rule (${reason})`}; the others of their requests were kept.`;
  const received = sum(signals.filter(({ signal }) => signal !== "metrics").map((signal) => signal.received));
  if (received > 0 && stored + duplicate === 0)
    yield `${plural(received, "record")} arrived, and nothing in them tells of a model call: the client may be one that Roundtrip does not read, or its telemetry may be set too low.`;
}

function* sayAssembly({ failures }: CollectorState): Generator<string> {
  if (failures.assemblyRounds > 0)
    yield `Assembly failed ${formatCount(failures.assemblyRounds)} times and was repeated.`;
  if (failures.segments > 0)
    yield `${plural(failures.segments, "turn")} could not be assembled and show nothing; the collector printed why.`;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);

const plural = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
