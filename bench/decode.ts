import { observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import type { Selection } from "#lib/ingest/otlp/records.ts";
import { encodeOtlp } from "#tests/support/encode-otlp.ts";
import { TRACES } from "./otlp-definitions.ts";

// How many spans a second one core takes through decoding and filtering, when a client exports 750 spans a turn of
// which 20 matter. The yardsticks are plain decoding of the same bytes, of everything in them: JSON.parse, and the
// code that protobufjs makes from OTLP's public definitions.

const SPANS = 750;
const WANTED_EVERY = 37;
const WANTED = ["codex.sampling", "receiving_stream", "session_task.turn", "stream_request"];
const NOISE = [
  "fs.get_metadata",
  "append_items",
  "persist_rollout_items",
  "fs.read_file",
  "get_model_info",
  "auth",
];
const ROUND_MS = 1_500;
const EVERYTHING: Selection = { wantsSpan: () => true, wantsAttribute: () => true };

function hex(digits: number, seed: number): string {
  return (seed + 1).toString(16).padStart(digits, "a");
}

function makeSpan(index: number) {
  const isWanted = index % WANTED_EVERY === 0;
  const names = isWanted ? WANTED : NOISE;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const int = (key: string, value: number) => ({ key, value: { intValue: String(value) } });
  return {
    traceId: hex(32, 7),
    spanId: hex(16, index),
    traceState: "",
    parentSpanId: hex(16, index >> 3),
    flags: 257,
    name: names[Math.floor(index / (isWanted ? WANTED_EVERY : 1)) % names.length],
    kind: 1,
    startTimeUnixNano: `17953273823${String(index).padStart(5, "0")}933`,
    endTimeUnixNano: `17953273824${String(index).padStart(5, "0")}186`,
    attributes: [
      text("code.file.path", "exec-server/src/local_file_system.rs"),
      text("code.module.name", "codex_exec_server::local_file_system"),
      int("code.line.number", 100 + (index % 400)),
      int("thread.id", index % 16),
      text("thread.name", "tokio-runtime-worker"),
      text("target", "codex_exec_server::local_file_system"),
      int("busy_ns", 18_238 + index),
      int("idle_ns", 31_266 + index),
      text("conversation.id", "0199f0a2-6c1f-7b52-9d0c-3f0f7d2f6f11"),
    ],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { message: "", code: 0 },
  };
}

const payload = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
      scopeSpans: [
        {
          scope: { name: "codex_exec" },
          spans: Array.from({ length: SPANS }, (_, index) => makeSpan(index)),
        },
      ],
    },
  ],
};
const json = new TextEncoder().encode(JSON.stringify(payload));
const protobuf = encodeOtlp("traces", payload);

/** Spans per second of CPU time, after a round to warm up. */
function measure(decode: () => unknown): number {
  for (const isWarmUp of [true, false]) {
    const cpuBefore = process.cpuUsage();
    const endAt = performance.now() + ROUND_MS;
    let rounds = 0;
    for (; performance.now() < endAt; rounds++) decode();
    const { user, system } = process.cpuUsage(cpuBefore);
    if (!isWarmUp) return (rounds * SPANS * 1e6) / (user + system);
  }
  return Number.NaN;
}

interface Case {
  readonly what: string;
  readonly decode: () => unknown;
}

/** Each encoding with its plain decoder first, the yardstick of the others. */
const ENCODINGS: readonly (readonly [Case, ...Case[]])[] = [
  [
    { what: "JSON.parse alone", decode: () => JSON.parse(new TextDecoder().decode(json)) },
    { what: "JSON, decoded and filtered", decode: () => decodeJsonSpans(json, SELECTION) },
    {
      what: "JSON, decoded, filtered and observed",
      decode: () => observeSpans(decodeJsonSpans(json, SELECTION).groups),
    },
    { what: "JSON, everything built", decode: () => decodeJsonSpans(json, EVERYTHING) },
  ],
  [
    { what: "protobufjs alone", decode: () => TRACES.decode(protobuf) },
    { what: "protobuf, decoded and filtered", decode: () => decodeProtobufSpans(protobuf, SELECTION) },
    {
      what: "protobuf, decoded, filtered and observed",
      decode: () => observeSpans(decodeProtobufSpans(protobuf, SELECTION).groups),
    },
    { what: "protobuf, everything built", decode: () => decodeProtobufSpans(protobuf, EVERYTHING) },
  ],
];

const { received, filtered } = decodeProtobufSpans(protobuf, SELECTION);
console.log(
  `${received} spans, ${received - filtered} of them wanted; JSON ${json.length} bytes, protobuf ${protobuf.length} bytes`,
);
for (const [yardstick, ...others] of ENCODINGS) {
  const plain = measure(yardstick.decode);
  for (const { what, decode } of [yardstick, ...others]) {
    const spansPerSecond = decode === yardstick.decode ? plain : measure(decode);
    const ratio = `${(spansPerSecond / plain).toFixed(2)} × ${yardstick.what}`;
    const speed = Math.round(spansPerSecond).toLocaleString("en").padStart(11);
    console.log(`${what.padEnd(42)}${speed} spans/s  ${ratio}`);
  }
}
