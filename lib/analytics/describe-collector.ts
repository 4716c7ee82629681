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
  };
}

function hasLabels(sample: Sample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}
