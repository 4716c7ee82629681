import type { Observation } from "#lib/domain/observation.ts";
import { observeLogs, observeSpans, SELECTION } from "#lib/ingest/observe.ts";
import { decodeJsonLogs, decodeJsonSpans } from "#lib/ingest/otlp/decode-json.ts";
import { decodeProtobufLogs, decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import { MalformedBody } from "#lib/ingest/otlp/malformed-body.ts";
import type { Selection } from "#lib/ingest/otlp/records.ts";
import { observeRateLimits } from "#lib/ingest/rate-limits/observe-rate-limits.ts";
import { assembleAll } from "#tests/support/captures.ts";
import { encodeOtlp, type Payload } from "#tests/support/encode-otlp.ts";
import { CONTENT_TRACE, type FuzzSeed, fuzzSeeds } from "./fuzz-seeds.ts";
import { mutateBytes, mutateData, type Random, randomOf } from "./mutate.ts";

/** What became of so many damaged exports. */
export interface FuzzReport {
  /** Taken, at least in part. */
  readonly decoded: number;
  /** Refused as not OTLP. */
  readonly malformed: number;
  /** Those of them that still told something. */
  readonly telling: number;
}

/**
 * Damages real exports in both encodings, decodes and assembles them. Throws when one makes anything fail other than
 * by MalformedBody, takes more steps than it has bytes, or lets content through; the message says how to see it again.
 */
export function fuzzDecoders(count: number, firstSeed: number): FuzzReport {
  const seeds = fuzzSeeds().flatMap(encodings);
  const report = { decoded: 0, malformed: 0, telling: 0 };
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const random = randomOf(seed);
    const chosen = seeds[random(seeds.length)];
    if (!chosen) throw new Error("There is nothing to damage");
    try {
      const observations = take(chosen, damage(chosen, random));
      report.decoded += 1;
      if (observations.length > 0) report.telling += 1;
    } catch (error) {
      if (!(error instanceof MalformedBody)) {
        throw new Error(`${chosen.name} in ${chosen.encoding}, seed ${seed}`, { cause: error });
      }
      report.malformed += 1;
    }
  }
  return report;
}

interface EncodedSeed extends FuzzSeed {
  readonly encoding: "json" | "protobuf";
  readonly body: Uint8Array;
}

function encodings(seed: FuzzSeed): readonly EncodedSeed[] {
  const json = new TextEncoder().encode(JSON.stringify(seed.payload));
  return [
    { ...seed, encoding: "json", body: json },
    { ...seed, encoding: "protobuf", body: encodeOtlp(seed.signal, seed.payload) },
  ];
}

function damage({ signal, encoding, body, payload }: EncodedSeed, random: Random): Uint8Array {
  if (random(4) === 0) return mutateBytes(body, random);
  const data = mutateData(payload, random);
  if (encoding === "json") return new TextEncoder().encode(JSON.stringify(data));
  try {
    return encodeOtlp(signal, data as Payload);
  } catch {
    // What cannot be said in protobuf, such as a time of three letters, is damaged byte by byte.
    return mutateBytes(body, random);
  }
}

function take({ signal, encoding }: EncodedSeed, body: Uint8Array): readonly Observation[] {
  const selection = countingSelection(body.length);
  const spans =
    signal === "traces"
      ? (encoding === "json" ? decodeJsonSpans : decodeProtobufSpans)(body, selection).groups
      : [];
  const logs =
    signal === "logs"
      ? (encoding === "json" ? decodeJsonLogs : decodeProtobufLogs)(body, selection).groups
      : [];
  const observations = signal === "traces" ? observeSpans(spans) : observeLogs(logs);
  const assembly = assembleAll(observations);
  const leak = CONTENT_TRACE.exec(JSON.stringify([observations, assembly, observeRateLimits(logs)]));
  if (leak)
    throw new Error(
      `Content came through: ${JSON.stringify(observations).slice(leak.index - 80, leak.index + 80)}`,
    );
  return observations;
}

/** A decoder that asks more often than there are bytes goes in circles. */
function countingSelection(stepsMax: number): Selection {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > stepsMax) throw new Error("The decoder takes more steps than the body has bytes");
  };
  return {
    wantsSpan(name, origin) {
      step();
      return SELECTION.wantsSpan(name, origin);
    },
    wantsAttribute(key) {
      step();
      return SELECTION.wantsAttribute(key);
    },
  };
}
