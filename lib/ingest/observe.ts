import { mergeObservations } from "#lib/domain/merge-observations.ts";
import type { Observation } from "#lib/domain/observation.ts";
import { claudeCode } from "./dialects/claude-code.ts";
import { codex } from "./dialects/codex.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { geminiCli } from "./dialects/gemini-cli.ts";
import { genAi } from "./dialects/gen-ai.ts";
import { qwenCode } from "./dialects/qwen-code.ts";
import { wireSpans } from "./dialects/wire-spans.ts";
import type { LogRecord, RecordGroup, RecordOrigin, Selection, SpanRecord } from "./otlp/records.ts";

/** In order: the first that recognises an origin speaks for it; the last one recognises all. */
const DIALECTS: readonly Dialect[] = [wireSpans, codex, claudeCode, geminiCli, qwenCode, genAi];

const ATTRIBUTES: ReadonlySet<string> = new Set(
  DIALECTS.flatMap((dialect) => [...dialect.attributes]).concat("service.name", "service.version"),
);

function dialectOf(origin: RecordOrigin): Dialect {
  return DIALECTS.find((dialect) => dialect.recognises(origin)) ?? genAi;
}

/** What the decoders need to know so as not to build what no dialect reads. */
export const SELECTION: Selection = {
  wantsSpan: (name, origin) => dialectOf(origin).wantsSpan(name),
  wantsAttribute: (key) => ATTRIBUTES.has(key),
};

/** The observations in the spans of one export, each key once. */
export function observeSpans(groups: readonly RecordGroup<SpanRecord>[]): Observation[] {
  return observe(groups, (dialect, span, origin) => dialect.observeSpan(span, origin));
}

/** The observations in the log records of one export, each key once. */
export function observeLogs(groups: readonly RecordGroup<LogRecord>[]): Observation[] {
  return observe(groups, (dialect, log, origin) => dialect.observeLog(log, origin));
}

function observe<R>(
  groups: readonly RecordGroup<R>[],
  read: (dialect: Dialect, record: R, origin: RecordOrigin) => Observation[],
): Observation[] {
  return mergeObservations(
    groups.flatMap(({ origin, records }) => {
      const dialect = dialectOf(origin);
      return records.flatMap((record) => read(dialect, record, origin));
    }),
  );
}
