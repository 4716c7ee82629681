import type { CollectorState, ServiceExports, Signal } from "#lib/analytics/describe-collector.ts";
import { formatAgo } from "#lib/analytics/format-ago.ts";
import { formatCount } from "#lib/analytics/format-number.ts";

/** Something that came and was not taken, and what to do about it; each in sentences. */
export interface ArrivalProblem {
  readonly what: string;
  readonly remedy: string;
}

const SIGNAL_NAMES: Readonly<Record<Signal, string>> = { traces: "traces", logs: "logs", metrics: "metrics" };

interface Refusal {
  readonly why: string;
  readonly remedy: string;
}

const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: {
    why: "the body was not OTLP",
    remedy:
      "Point the exporter at the collector, not at the dashboard, with protocol http/protobuf or http/json; Codex needs the path of each signal in its endpoint.",
  },
  403: {
    why: "it came from a web page of another site, or by another name than this machine's",
    remedy: "Send from a program on this machine, to the address above.",
  },
  405: {
    why: "it used another method than POST",
    remedy: "Take the address above as the exporter's endpoint.",
  },
  413: {
    why: "it was larger than 16 MiB, or 64 MiB inflated",
    remedy: "Let the exporter send smaller batches: OTEL_BSP_MAX_EXPORT_BATCH_SIZE=512.",
  },
  415: {
    why: "it was neither OTLP/JSON nor OTLP/protobuf, or compressed in another way than gzip and deflate",
    remedy: "Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf or http/json, and compression to gzip or none.",
  },
  500: {
    why: "something unforeseen failed",
    remedy: "The terminal of Roundtrip says what; the exporter may send it again.",
  },
  503: {
    why: "the database was away, or more waited than fits",
    remedy: "Nothing has to be done: exporters come back by themselves after a while.",
  },
};

const RULES: Readonly<Record<string, string>> = {
  invalidId: "had no usable trace or span id",
  invalidTime: "had a start or an end that no clock can show",
  invalidRecord: "were not of the shape that OTLP asks for",
  invalidPoint: "were metric points that cannot be",
};

/** Says what was refused, broken or not read since the collector started. Empty when everything was taken. */
export function prepareArrivalProblems(state: CollectorState, nowMs: number): readonly ArrivalProblem[] {
  return [...refused(state), ...broken(state), ...unread(state.services, nowMs)];
}

function* refused({ signals }: CollectorState): Generator<ArrivalProblem> {
  for (const { signal, requests } of signals)
    for (const { status, n } of requests) {
      if (status < 400) continue;
      const { why, remedy } = REFUSALS[status] ?? {
        why: "it was refused",
        remedy: "See the page Collector.",
      };
      yield { what: `${formatCount(n)} × ${SIGNAL_NAMES[signal]} answered ${status}: ${why}.`, remedy };
    }
}

function* broken({ signals }: CollectorState): Generator<ArrivalProblem> {
  for (const { signal, rejected } of signals)
    for (const { reason, n } of rejected)
      yield {
        what: `${plural(n, "record")} of ${SIGNAL_NAMES[signal]} ${RULES[reason] ?? `broke a rule (${reason})`}.`,
        remedy: "The rest of their requests was kept; a newer version of the exporter may write them well.",
      };
}

function* unread(services: readonly ServiceExports[], nowMs: number): Generator<ArrivalProblem> {
  for (const { service, received, read, lastMs } of services)
    if (received > 0 && read === 0)
      yield {
        what: `“${service}” sent ${plural(received, "record")}, the last ${formatAgo(nowMs - lastMs)}, and nothing could be read of ${received === 1 ? "it" : "them"}.`,
        remedy: remedyOf(service),
      };
}

/** What such a service has to be told to tell more. */
function remedyOf(service: string): string {
  if (/^codex([_-]|$)/.test(service))
    return "Codex tells of model calls in logs and traces: set exporter and trace_exporter as below, and run a turn.";
  if (service === "claude-code")
    return "Metrics alone tell no round trip: switch on logs and the beta traces as below, and run a turn.";
  if (service === "gemini-cli")
    return "Switch on its telemetry with the target local and the traces as below, and run a turn.";
  if (/^(cline|cursor)/.test(service))
    return "It tells when calls began, but not how long they took: send it through the tap.";
  return "No span of a model call was among them: switch on the GenAI spans of its SDK, or take register or the tap.";
}

const plural = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? "" : "s"}`;
