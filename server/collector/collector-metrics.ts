import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Signal } from "#lib/ingest/otlp/encode-response.ts";
import type { Rejections } from "#lib/ingest/otlp/records.ts";

/** What is read at the moment somebody asks for the metrics. */
export interface Gauges {
  pendingBytes(): number;
  /** Null when the database does not answer. */
  pendingAssemblies(): Promise<number | null>;
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
  readonly #received = this.#counter("received", "Spans, log records and data points received");
  readonly #filtered = this.#counter(
    "filtered",
    "Received records passed over because no client dialect reads them",
  );
  readonly #rejected = this.#counter("rejected", "Received records that break a rule of OTLP");
  readonly #stored = this.#counter("stored", "Observations committed that told something new");
  readonly #duplicate = this.#counter("duplicate", "Observations that told nothing new");
  readonly #commitFailures = this.#counter(
    "commit_failures",
    "Transactions that did not commit, by who was at fault",
  );
  readonly #assemblyFailures = this.#counter(
    "assembly_failures",
    "Rounds of assembly that failed and are repeated, and segments that showed nothing because of an error",
  );

  constructor(gauges: Gauges) {
    this.#meter
      .createObservableGauge("roundtrip_pending_bytes", {
        description: "Bytes of requests that wait for their commit",
      })
      .addCallback((result) => result.observe(gauges.pendingBytes()));
    this.#meter
      .createObservableGauge("roundtrip_pending_assemblies", {
        description: "Entries in the queue of assemblies",
      })
      .addCallback(async (result) => {
        const pending = await gauges.pendingAssemblies();
        if (pending !== null) result.observe(pending);
      });
    this.#meter
      .createObservableGauge("roundtrip_resident_memory_bytes", {
        description: "Memory of the collector process",
      })
      .addCallback((result) => result.observe(process.memoryUsage.rss()));
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

  /** All of them in Prometheus' text format. */
  async text(): Promise<string> {
    const { resourceMetrics } = await this.#reader.collect();
    return this.#serializer.serialize(resourceMetrics);
  }

  #counter(name: string, description: string) {
    return this.#meter.createCounter(`roundtrip_${name}`, { description });
  }
}
