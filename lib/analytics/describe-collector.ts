import { readPrometheus, type Sample } from "./read-prometheus.ts";

export const SIGNALS = ["traces", "logs", "metrics"] as const;

export type Signal = (typeof SIGNALS)[number];

/** What came of one signal since the collector started. */
export interface SignalCounts {
  readonly signal: Signal;
  /** Export requests by HTTP status, most frequent first. */
  readonly requests: readonly { readonly status: number; readonly n: number }[];
  readonly received: number;
  /** Passed over, because no client's dialect reads them. */
  readonly filtered: number;
  /** By the rule they broke, most frequent first. */
  readonly rejected: readonly { readonly reason: string; readonly n: number }[];
}

/** Who exported something that is read, since the collector started. */
export interface ClientExports {
  readonly client: string;
  readonly observations: number;
  /** Unix ms of the last export. */
  readonly lastMs: number;
}

/** What a service, as it calls itself, sent since the collector started. */
export interface ServiceExports {
  readonly service: string;
  /** Whether our instrumentation measured it at the wire, or the client told it itself. */
  readonly way: "wire" | "told";
  /** Spans, log records and data points, whatever became of them. */
  readonly received: number;
  /** Unix ms of the last of them. */
  readonly lastMs: number;
  /** How many things that are kept were read from them. */
  readonly read: number;
  /** Unix ms of the last of these; null without any. */
  readonly lastReadMs: number | null;
}

/** What the collector says of itself. Counts are since its start. */
export interface CollectorState {
  /** Unix ms; null when it did not say. */
  readonly startedAtMs: number | null;
  readonly signals: readonly SignalCounts[];
  /** Observations that told something new. */
  readonly stored: number;
  /** Observations that told nothing new. */
  readonly duplicate: number;
  readonly failures: {
    readonly commitsByDatabase: number;
    readonly commitsByData: number;
    readonly assemblyRounds: number;
    readonly segments: number;
  };
  readonly pendingBytes: number | null;
  readonly pendingMaxBytes: number | null;
  /** Null when the database does not answer the collector. */
  readonly pendingAssemblies: number | null;
  readonly memoryBytes: number | null;
  /** The latest first. */
  readonly clients: readonly ClientExports[];
  /** The latest first. */
  readonly services: readonly ServiceExports[];
}

/** Reads the collector's state from the text at its /metrics. */
export function describeCollector(text: string): CollectorState {
  const samples = readPrometheus(text);
  const find = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    samples.filter((sample) => sample.name === `roundtrip_${name}` && hasLabels(sample, labels));
  const gauge = (name: string) => find(name)[0]?.value ?? null;
  const count = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    find(`${name}_total`, labels).reduce((sum, { value }) => sum + value, 0);
  const startSeconds = gauge("start_time_seconds");
  return {
    startedAtMs: startSeconds === null ? null : startSeconds * 1000,
    signals: SIGNALS.map((signal) => ({
      signal,
      requests: find("requests_total", { signal })
        .map(({ labels, value }) => ({ status: Number(labels["status"]), n: value }))
        .toSorted((a, b) => b.n - a.n),
      received: count("received", { signal }),
      filtered: count("filtered", { signal }),
      rejected: find("rejected_total", { signal })
        .map(({ labels, value }) => ({ reason: labels["reason"] ?? "", n: value }))
        .toSorted((a, b) => b.n - a.n),
    })),
    stored: count("stored"),
    duplicate: count("duplicate"),
    failures: {
      commitsByDatabase: count("commit_failures", { fault: "database" }),
      commitsByData: count("commit_failures", { fault: "data" }),
      assemblyRounds: count("assembly_failures", { what: "round" }),
      segments: count("assembly_failures", { what: "segment" }),
    },
    pendingBytes: gauge("pending_bytes"),
    pendingMaxBytes: gauge("pending_max_bytes"),
    pendingAssemblies: gauge("pending_assemblies"),
    memoryBytes: gauge("resident_memory_bytes"),
    clients: find("client_observations")
      .map(({ labels, value }) => ({
        client: labels["client"] ?? "",
        observations: value,
        lastMs: (find("client_last_seen_seconds", { client: labels["client"] ?? "" })[0]?.value ?? 0) * 1000,
      }))
      .toSorted((a, b) => b.lastMs - a.lastMs),
    services: find("service_received")
      .map(({ labels, value }) => describeService(labels, value, find))
      .toSorted((a, b) => b.lastMs - a.lastMs),
  };
}

function describeService(
  labels: Sample["labels"],
  received: number,
  find: (name: string, labels: Readonly<Record<string, string>>) => readonly Sample[],
): ServiceExports {
  const own = { service: labels["service"] ?? "", way: labels["way"] === "wire" ? "wire" : "told" } as const;
  const value = (name: string) => find(`service_${name}`, own)[0]?.value ?? null;
  const lastRead = value("last_read_seconds");
  return {
    ...own,
    received,
    lastMs: (value("last_received_seconds") ?? 0) * 1000,
    read: value("read") ?? 0,
    lastReadMs: lastRead === null ? null : lastRead * 1000,
  };
}

function hasLabels(sample: Sample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}
