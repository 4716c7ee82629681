import { Buffer } from "node:buffer";
import type { Protocol } from "../providers/model-endpoint.ts";
import type { Arrivals } from "./arrivals.ts";
import { parseJson } from "./json-fields.ts";
import { PieceShapes } from "./piece-shapes.ts";
import { readResponse } from "./read-response.ts";
import type { ResponseFacts } from "./response-facts.ts";
import type { ResponseReader } from "./response-reader.ts";
import { SseScanner } from "./sse-scanner.ts";

/** A whole answer is read up to this size, the body of a refusal up to that. */
const WHOLE_MAX = 16 * 1024 * 1024;
const REFUSAL_MAX = 64 * 1024;

/** Reads the body of one response, inflated, as it came: one or more pieces at a time, of which nothing is kept. */
export interface BodyReader {
  readonly isStream: boolean;
  push(bytes: Uint8Array, arrivals: Arrivals): void;
  end(atMs: number): void;
}

/** How a response's body is to be read: by its content type, and where there is none by how it begins. */
export function isEventStream(contentType: string | undefined, firstBytes: Uint8Array | null): boolean {
  if (contentType !== undefined) return /^text\/event-stream/i.test(contentType);
  const first = firstBytes?.find((byte) => byte > 32);
  return first !== 123 && first !== 91;
}

const NO_SHAPES = new PieceShapes([]);

/** A stream of events. */
export function readEvents(protocol: Protocol, facts: ResponseFacts): BodyReader {
  const reader: ResponseReader = readResponse(protocol, facts);
  const scanner = new SseScanner({
    shapes: reader.shapes ?? NO_SHAPES,
    event: reader.event,
    piece({ kind }, length, atMs) {
      facts.firstEventAtMs ??= atMs;
      if (length > 0) facts.token(kind, length, atMs);
    },
    describes: (data, piece) => reader.describes?.(data, piece),
  });
  return {
    isStream: true,
    push(bytes, arrivals) {
      scanner.push(latin1(bytes), arrivals);
      if (scanner.broken) facts.isIncomplete = true;
    },
    end() {
      scanner.end();
      reader.end();
    },
  };
}

/** One JSON document, parsed at its end. */
export function readWhole(protocol: Protocol, facts: ResponseFacts): BodyReader {
  const text = gather(WHOLE_MAX, facts);
  return {
    isStream: false,
    push: text.push,
    end() {
      const body = parseJson(text.whole());
      if (body === undefined) facts.isIncomplete = true;
      else readResponse(protocol, facts).whole(body);
    },
  };
}

/** The body of a refusal, handed over parsed; undefined when it is no JSON. */
export function readRefusal(facts: ResponseFacts, onBody: (body: unknown) => void): BodyReader {
  const text = gather(REFUSAL_MAX, facts);
  return {
    isStream: false,
    push: text.push,
    end: () => onBody(parseJson(text.whole().replace(/^(?:event:.*\n)?data:/, ""))),
  };
}

function gather(max: number, facts: ResponseFacts) {
  const pieces: string[] = [];
  let length = 0;
  return {
    push(bytes: Uint8Array) {
      length += bytes.byteLength;
      if (length <= max) pieces.push(latin1(bytes));
      else facts.isIncomplete = true;
    },
    whole: () => pieces.join(""),
  };
}

function latin1(bytes: Uint8Array): string {
  const buffer =
    bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("latin1");
}
