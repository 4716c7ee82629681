import { Buffer } from "node:buffer";
import type { RequestFacts } from "../recording/exchange-record.ts";
import { fingerprintOf } from "../recording/fingerprint.ts";
import { fieldsOf, parseJson, textOf } from "./json-fields.ts";
import { lastFields } from "./last-fields.ts";
import { topLevelFields } from "./top-level-fields.ts";

/** Nothing was said, or nothing was seen. */
export const NO_REQUEST_FACTS: RequestFacts = {
  model: null,
  streams: null,
  serviceTier: null,
  reasoningEffort: null,
  previousResponse: false,
  warmUp: false,
  streamId: null,
  fingerprint: null,
};

/** Of a large body only its two ends are looked at: what is asked for stands there, the conversation between. */
const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 16 * 1024;

const WANTED: ReadonlySet<string> = new Set([
  "model",
  "stream",
  "service_tier",
  "speed",
  "reasoning",
  "reasoning_effort",
  "output_config",
  "previous_response_id",
  "generate",
  "stream_id",
]);

/** Gathers as much of a request's body as its facts need, in pieces as they go out. */
export class RequestBody {
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #tail: Uint8Array[] = [];
  #tailBytes = 0;
  #bytes = 0;

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.byteLength;
    let rest = chunk;
    if (this.#headBytes + chunk.byteLength <= HEAD_BYTES) {
      this.#head.push(chunk);
      this.#headBytes += chunk.byteLength;
      return;
    }
    if (this.#headBytes < HEAD_BYTES) {
      const part = chunk.subarray(0, HEAD_BYTES - this.#headBytes);
      this.#head.push(part);
      this.#headBytes += part.byteLength;
      rest = chunk.subarray(part.byteLength);
    }
    if (rest.byteLength === 0) return;
    const part = rest.subarray(Math.max(0, rest.byteLength - TAIL_BYTES));
    this.#tail.push(part);
    this.#tailBytes += part.byteLength;
    while (this.#tailBytes - (this.#tail[0]?.byteLength ?? 0) >= TAIL_BYTES) {
      this.#tailBytes -= this.#tail.shift()?.byteLength ?? 0;
    }
  }

  /** What the body said, and lets go of it. */
  facts(): RequestFacts {
    if (this.#bytes === 0) return NO_REQUEST_FACTS;
    const head = joined(this.#head);
    const tail = joined(this.#tail).subarray(-TAIL_BYTES);
    this.#head = [];
    this.#tail = [];
    const headText = head.toString("latin1");
    // A tail that is shorter than usual follows the head at once, and may begin in the middle of a field.
    const rest = tail.toString("latin1");
    const tailText = rest === "" ? "" : (headText.slice(-TAIL_BYTES) + rest).slice(-TAIL_BYTES);
    return {
      ...requestFacts(headText, tailText),
      fingerprint: fingerprintOf(head, tail, this.#bytes),
    };
  }
}

/** The pieces as one, without a copy where there is only one. */
function joined([first, ...others]: readonly Uint8Array[]): Buffer {
  if (first === undefined || others.length > 0)
    return Buffer.concat(first === undefined ? [] : [first, ...others]);
  return first instanceof Buffer ? first : Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}

/** What the JSON of a request asks for; of a body over 64 KiB its head and its tail. */
export function requestFacts(head: string, tail = ""): Omit<RequestFacts, "fingerprint"> {
  const fields = topLevelFields(head, WANTED);
  const last = tail === "" ? null : lastFields(tail, WANTED);
  const raw = (name: string) => last?.get(name) ?? fields.get(name);
  const value = (name: string) => {
    const text = raw(name);
    return text === undefined ? undefined : plainValue(text);
  };
  const streams = value("stream");
  const speed = textOf(value("speed"));
  return {
    model: textOf(value("model")),
    streams: typeof streams === "boolean" ? streams : null,
    serviceTier: textOf(value("service_tier")) ?? (speed === "standard" ? null : speed),
    reasoningEffort:
      textOf(fieldsOf(value("reasoning"))["effort"]) ??
      textOf(value("reasoning_effort")) ??
      textOf(fieldsOf(value("output_config"))["effort"]),
    previousResponse: textOf(value("previous_response_id")) !== null,
    warmUp: value("generate") === false,
    streamId: textOf(value("stream_id")),
  };
}

/** The value that the text says; most are a plain word, which is read at once. */
function plainValue(text: string): unknown {
  if (text === "true") return true;
  if (text === "false") return false;
  return /^"[\x20\x21\x23-\x5b\x5d-\x7e]*"$/.test(text) ? text.slice(1, -1) : parseJson(text);
}
