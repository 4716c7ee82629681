import { ProtobufLogsSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { LoggerProvider, type ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { ExchangeReporter } from "#instrumentation/reporting/exchange-reporter.ts";
import { INSTRUMENTATION_SCOPE } from "#instrumentation/semconv.ts";
import type { WeekAttempt, WeekHistory, WeekPerson } from "#simulation/week/week-history.ts";
import { replayAttempt } from "./replay-attempt.ts";

/** The body of one export request. */
export interface WeekExport {
  readonly path: "/v1/traces" | "/v1/logs";
  readonly body: Uint8Array;
}

/** As many spans or log records as the tap sends at once. */
const BATCH = 512;

/** What the taps of a team, one for each, send of a week, person by person: attempts and readings of limits. */
export function weekTelemetry({ people, attempts }: WeekHistory): readonly WeekExport[] {
  const own = Map.groupBy(attempts, ({ person }) => person);
  return people.flatMap((person) => tapTelemetry(person, own.get(person) ?? []));
}

/** Attempts in the order in which they ended. */
function tapTelemetry(person: WeekPerson, attempts: readonly WeekAttempt[]): readonly WeekExport[] {
  const spans: ReadableSpan[] = [];
  const records: ReadableLogRecord[] = [];
  const resource = resourceFromAttributes({
    "service.name": "roundtrip-tap",
    "user.id": person.name,
    "team.id": person.team,
  });
  const idle = { forceFlush: async () => undefined, shutdown: async () => undefined };
  const tracer = new TracerProvider({
    resource,
    spanProcessors: [{ ...idle, onStart: () => undefined, onEnd: (span) => void spans.push(span) }],
  }).getTracer(INSTRUMENTATION_SCOPE);
  const logger = new LoggerProvider({
    resource,
    processors: [{ ...idle, onEmit: (record) => void records.push(record) }],
  }).getLogger(INSTRUMENTATION_SCOPE);
  const reporter = new ExchangeReporter(() => ({ tracer, logger }));
  for (const attempt of attempts) replayAttempt(attempt, (record) => reporter.report(record));
  return [
    ...batchesOf(spans).map((batch) => ({
      path: "/v1/traces" as const,
      body: written(ProtobufTraceSerializer.serializeRequest(batch)),
    })),
    ...batchesOf(records).map((batch) => ({
      path: "/v1/logs" as const,
      body: written(ProtobufLogsSerializer.serializeRequest(batch)),
    })),
  ];
}

function batchesOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}

function written(body: Uint8Array | undefined): Uint8Array {
  if (body === undefined) throw new Error("Nothing was written");
  return body;
}
