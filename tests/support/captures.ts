import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cutSegments, END_OF_TIME_MS, segmentStarts } from "#lib/domain/cut-segments.ts";
import { mergeObservations } from "#lib/domain/merge-observations.ts";
import type { Observation } from "#lib/domain/observation.ts";
import type { Assembly } from "#lib/domain/turn.ts";
import { assembleSegment } from "#lib/ingest/assembly/assemble-segment.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import type { LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";

export type Signal = "logs" | "traces" | "metrics";

const FOLDER = join(import.meta.dirname, "../fixtures/captures");

/** The bodies of one capture in the order in which the client sent them. */
export function captureBodies(name: string): { readonly signal: Signal; readonly body: Buffer }[] {
  return readdirSync(join(FOLDER, name))
    .toSorted()
    .map((file) => ({
      signal: file.replace(/^\d+-(\w+)\.json$/, "$1") as Signal,
      body: readFileSync(join(FOLDER, name, file)),
    }));
}

/** One record with its origin: the smallest thing an exporter may put into a request of its own. */
export type CapturedRecord =
  | { readonly signal: "logs"; readonly origin: RecordOrigin; readonly record: LogRecord }
  | { readonly signal: "traces"; readonly origin: RecordOrigin; readonly record: SpanRecord };

/** The records of one capture, unwanted ones left out. */
export function captureRecords(name: string): CapturedRecord[] {
  return captureBodies(name).flatMap(({ signal, body }): CapturedRecord[] => {
    if (signal === "metrics") return [];
    return signal === "logs"
      ? decodeJsonLogs(body, SELECTION).groups.flatMap(({ origin, records }) =>
          records.map((record) => ({ signal, origin, record })),
        )
      : decodeJsonSpans(body, SELECTION).groups.flatMap(({ origin, records }) =>
          records.map((record) => ({ signal, origin, record })),
        );
  });
}

/** The observations in these records, as if they had come in one request. */
export function observeRecords(records: readonly CapturedRecord[]): Observation[] {
  return mergeObservations(
    records.flatMap(({ signal, origin, record }) =>
      signal === "logs"
        ? observeLogs([{ origin, records: [record] }])
        : observeSpans([{ origin, records: [record] }]),
    ),
  );
}

/** What all segments of all scopes of these observations say together. */
export function assembleAll(observations: readonly Observation[]): Assembly {
  const merged = mergeObservations(observations);
  const scopes = [...new Set(merged.flatMap(({ scope }) => (scope === null ? [] : [scope])))].toSorted();
  const startsOf = new Map(
    scopes.map((scope) => {
      const own = merged.filter((observation) => observation.scope === scope);
      const prompts = own.filter(({ kind }) => kind === "prompt").map(({ atMs }) => atMs);
      const turns = own
        .filter(({ kind }) => kind === "turn")
        .map(({ startMs, atMs }) => ({ startMs: startMs ?? atMs, endMs: atMs }));
      return [
        scope,
        segmentStarts(
          prompts.toSorted((a, b) => a - b),
          turns,
        ),
      ] as const;
    }),
  );
  const whole = scopes.map((scope) => ({ scope, fromMs: 0, toMs: END_OF_TIME_MS }));
  const assemblies = cutSegments(merged, whole, startsOf).map(assembleSegment);
  return {
    turns: assemblies.flatMap(({ turns }) => turns),
    roundTrips: assemblies.flatMap(({ roundTrips }) => roundTrips),
    toolCalls: assemblies.flatMap(({ toolCalls }) => toolCalls),
    approvals: assemblies.flatMap(({ approvals }) => approvals),
    warmUps: assemblies.flatMap(({ warmUps }) => warmUps),
  };
}
