import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Observation } from "#lib/domain/observation.ts";
import type { Signal } from "#lib/ingest/otlp/encode-response.ts";
import type { RecordService } from "#lib/ingest/otlp/record-service.ts";
import type { Rejections } from "#lib/ingest/otlp/records.ts";
import type { DroppedPartitions } from "#lib/store/drop-partitions.ts";
import { ClientsHeard } from "./clients-heard.ts";
import type { TierLatency } from "./latency-figures.ts";
import { observeLatency } from "./observe-latency.ts";
import { ServicesHeard } from "./services-heard.ts";

/** What is read at the moment somebody asks for the metrics. */
export interface Gauges {
  pendingBytes(): number;
  /** What `pendingBytes` never exceeds. */
  readonly pendingMaxBytes: number;
  /** Null when the database does not answer. */
  pendingAssemblies(): Promise<number | null>;
  /** The main figures of the last hour; null when the database does not answer. */
  latency(): Promise<readonly TierLatency[] | null>;
}

/** Reads only when asked. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The collector's own counters, in a registry of their own. */
export class CollectorMetrics {
  readonly #reader = new PullReader();
  readonly #serializer = new PrometheusSerializer("", false, undefined, true, true);
  readonly #meter = new MeterProvider({ readers: [this.#reader] }).getMeter("roundtrip");
  readonly #requests = this.#counter("requests", "Export requests answered, by HTTP status");
  readonly #clients = new ClientsHeard();
  readonly #services = new ServicesHeard();
  readonly #received = this.#counter("received", "Spans, log records and data points received");
  readonly #filtered = this.#counter(
    "filtered",
    "Received records passed over because no client dialect reads them",
  );
  readonly #rejected = this.#counter("rejected", "Received records that break a rule of OTLP");
  readonly #stored = this.#counter(
    "stored",
    "Observations, metric points and rate-limit readings committed that told something new",
  );
  readonly #duplicate = this.#counter(
    "duplicate",
    "Observations, metric points and rate-limit readings that told nothing new",
  );
  readonly #commitFailures = this.#counter(
    "commit_failures",
    "Transactions that did not commit, by who was at fault",
  );
  readonly #assemblyFailures = this.#counter(
    "assembly_failures",
    "Rounds of assembly that failed and are repeated, and segments that showed nothing because of an error",
  );

  readonly #partitionsDropped = this.#counter(
    "partitions_dropped",
    "Partitions dropped since they were older than what is kept, by table",
  );
  readonly #retentionWaits = this.#counter(
    "retention_waits",
    "Times that partitions could not be dropped yet, by kind of data and what they wait for",
  );

  constructor(gauges: Gauges) {
    const startedAtSeconds = Date.now() / 1000;
    this.#gauge("start_time_seconds", "When the collector started, in Unix time", () => startedAtSeconds);
    this.#gauge("pending_bytes", "Bytes of requests that wait for their commit", gauges.pendingBytes);
    this.#gauge("pending_max_bytes", "More than this never waits", () => gauges.pendingMaxBytes);
    this.#gauge("pending_assemblies", "Entries in the queue of assemblies", gauges.pendingAssemblies);
    this.#gauge("resident_memory_bytes", "Memory of the collector process", () => process.memoryUsage.rss());
    this.#observeClients();
    this.#observeServices();
    observeLatency(this.#meter, gauges.latency);
    for (const counter of [this.#stored, this.#duplicate]) counter.add(0);
  }

  answered(signal: Signal, status: number): void {
    this.#requests.add(1, { signal, status });
  }

  decoded(signal: Signal, received: number, filtered: number, rejected: Rejections["byReason"]): void {
    this.#received.add(received, { signal });
    this.#filtered.add(filtered, { signal });
    for (const [reason, count] of Object.entries(rejected)) this.#rejected.add(count, { signal, reason });
  }

  /** Notes who sent observations. */
  heard(observations: readonly Observation[]): void {
    this.#clients.heard(observations, Date.now());
  }

  /** Notes who sent so many records, whatever becomes of them. */
  receivedFrom(service: RecordService, count: number): void {
    this.#services.received(service, count, Date.now());
  }

  /** Notes from whose records so much was read and stored. */
  readFrom(service: RecordService, count: number): void {
    this.#services.read(service, count, Date.now());
  }

  saved({ stored, duplicate }: { readonly stored: number; readonly duplicate: number }): void {
    this.#stored.add(stored);
    this.#duplicate.add(duplicate);
  }

  commitFailed(fault: "data" | "database"): void {
    this.#commitFailures.add(1, { fault });
  }

  assemblyFailed(what: "round" | "segment"): void {
    this.#assemblyFailures.add(1, { what });
  }

  partitionsDropped({ dropped, waiting }: DroppedPartitions): void {
    for (const [table, count] of dropped) this.#partitionsDropped.add(count, { table });
    for (const [kind, reason] of waiting) this.#retentionWaits.add(1, { kind, reason });
  }

  /** All of them in Prometheus' text format. */
  async text(): Promise<string> {
    const { resourceMetrics } = await this.#reader.collect();
    return this.#serializer.serialize(resourceMetrics);
  }

  #observeClients(): void {
    const last = this.#meter.createObservableGauge("roundtrip_client_last_seen_seconds", {
      description: "When a client last exported something that is read, in Unix time",
    });
    const counts = this.#meter.createObservableGauge("roundtrip_client_observations", {
      description: "Observations by client since the collector started",
    });
    this.#meter.addBatchObservableCallback(
      (result) => {
        for (const { client, observations, lastMs } of this.#clients.list()) {
          result.observe(last, lastMs / 1000, { client });
          result.observe(counts, observations, { client });
        }
      },
      [last, counts],
    );
  }

  #observeServices(): void {
    const gauge = (name: string, description: string) =>
      this.#meter.createObservableGauge(`roundtrip_service_${name}`, { description });
    const received = gauge("received", "Records by who sent them since the collector started");
    const last = gauge("last_received_seconds", "When a service last sent records, in Unix time");
    const read = gauge(
      "read",
      "What was read from a service's records and stored since the collector started",
    );
    const lastRead = gauge("last_read_seconds", "When anything of a service was last stored, in Unix time");
    this.#meter.addBatchObservableCallback(
      (result) => {
        for (const { service, way, ...heard } of this.#services.list()) {
          result.observe(received, heard.received, { service, way });
          result.observe(last, heard.lastMs / 1000, { service, way });
          result.observe(read, heard.read, { service, way });
          if (heard.lastReadMs !== null) result.observe(lastRead, heard.lastReadMs / 1000, { service, way });
        }
      },
      [received, last, read, lastRead],
    );
  }

  /** A gauge that is left out while its value is not known. */
  #gauge(name: string, description: string, read: () => number | null | Promise<number | null>): void {
    this.#meter.createObservableGauge(`roundtrip_${name}`, { description }).addCallback(async (result) => {
      const value = await read();
      if (value !== null) result.observe(value);
    });
  }

  #counter(name: string, description: string) {
    return this.#meter.createCounter(`roundtrip_${name}`, { description });
  }
}
