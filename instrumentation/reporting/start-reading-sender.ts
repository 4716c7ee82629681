import type { HrTime } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import type { RateLimitReading } from "../rate-limits/rate-limit-reading.ts";
import * as semconv from "../semconv.ts";
import { INSTRUMENTATION_VERSION } from "../version.ts";
import { collectorUrls } from "./collector-urls.ts";
import { describeReading, type ReadingOrigin } from "./describe-reading.ts";
import { readResource } from "./read-resource.ts";

/** A reading that belongs to no attempt of ours, with whose it is and when it was told (Unix ms). */
export interface ReadingReport {
  readonly reading: RateLimitReading;
  readonly origin: ReadingOrigin;
  readonly observedAtMs: number;
}

/** A way from readings to a collector for those who must know whether they arrived. */
export interface ReadingSender {
  /** Whether the collector acknowledged all of them. Never rejects. */
  send(reports: readonly ReadingReport[]): Promise<boolean>;
}

/** So long the collector has for one answer, tries included, in ms. */
const TIMEOUT_MS = 5_000;

/** Starts one; `serviceName` and `endpoint` are those of a pipeline. */
export function startReadingSender(options: {
  readonly serviceName: string;
  readonly endpoint?: string;
}): ReadingSender {
  const exporter = new OTLPLogExporter({
    url: collectorUrls(options.endpoint).logsUrl,
    timeoutMillis: TIMEOUT_MS,
  });
  const made: ReadableLogRecord[] = [];
  const provider = new LoggerProvider({
    resource: resourceFromAttributes(readResource(process.env, options.serviceName)),
    processors: [
      {
        onEmit: (record) => void made.push(record),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  const logger = provider.getLogger(semconv.INSTRUMENTATION_SCOPE, INSTRUMENTATION_VERSION);
  return {
    async send(reports) {
      for (const { reading, origin, observedAtMs } of reports) {
        logger.emit({
          eventName: semconv.EVENT_ROUNDTRIP_RATE_LIMIT,
          timestamp: hrTimeOf(observedAtMs),
          attributes: describeReading(reading, origin),
        });
      }
      const records = made.splice(0);
      if (records.length === 0) return true;
      return new Promise((resolve) => {
        exporter.export(records, ({ code }) => resolve(code === 0));
      });
    },
  };
}

/** A plain number of ms would be taken for one on the clock of `performance.now()` where it is small. */
function hrTimeOf(unixMs: number): HrTime {
  const seconds = Math.floor(unixMs / 1000);
  return [seconds, Math.round((unixMs - seconds * 1000) * 1e6)];
}
