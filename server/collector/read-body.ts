import type { Duplex, Readable } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";
import { MalformedBody } from "#lib/ingest/otlp/malformed-body.ts";
import type { MemoryShare } from "./memory-budget.ts";
import { Refusal } from "./refusal.ts";

const MIB = 1024 * 1024;
const RECEIVED_MAX_BYTES = 16 * MIB;
const INFLATED_MAX_BYTES = 64 * MIB;
const INFLATE_CHUNK_BYTES = 64 * 1024;

/** The sender went away before its request was complete; there is nobody to answer. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/** What the headers of a request say of its body. */
export interface BodyHeaders {
  /** How it is compressed. */
  readonly encoding: string | undefined;
  /** Its length as sent; null when it is not said. */
  readonly declaredBytes: number | null;
  /** Whether all of it has arrived. */
  isWhole(): boolean;
}

/**
 * Reads the body of a request and undoes its encoding, taking from the share as it grows. Rejects with a Refusal
 * (413, 415 or 503), MalformedBody or SenderGone; what is left of the body then flows away unread.
 */
export function readBody(
  request: Readable,
  { encoding, declaredBytes, isWhole }: BodyHeaders,
  share: MemoryShare,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (declaredBytes !== null && declaredBytes > RECEIVED_MAX_BYTES)
      throw tooLarge("as sent", RECEIVED_MAX_BYTES);
    const inflater = createInflater(encoding);
    const body: Readable = inflater ? request.pipe(inflater) : request;
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    let inflatedBytes = 0;

    const fail = (error: Error) => {
      request.off("data", countReceived);
      body.off("data", keep);
      request.unpipe();
      request.resume();
      // Its listeners stay: a destroyed inflater may still report an error, which must not become an exception.
      inflater?.destroy();
      chunks.length = 0;
      reject(error);
    };
    const countReceived = (chunk: Buffer) => {
      receivedBytes += chunk.length;
      if (receivedBytes > RECEIVED_MAX_BYTES) fail(tooLarge("as sent", RECEIVED_MAX_BYTES));
    };
    const keep = (chunk: Buffer) => {
      inflatedBytes += chunk.length;
      if (inflatedBytes > INFLATED_MAX_BYTES) return fail(tooLarge("when inflated", INFLATED_MAX_BYTES));
      try {
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    };

    request.on("data", countReceived);
    body.on("data", keep);
    body.once("end", () => {
      if (declaredBytes !== null && receivedBytes !== declaredBytes) {
        fail(new MalformedBody(`The body has ${receivedBytes} bytes where ${declaredBytes} were announced.`));
      } else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    request.on("error", () => fail(new SenderGone()));
    request.once("close", () => {
      if (!isWhole()) fail(new SenderGone());
    });
    inflater?.on("error", () => {
      fail(new MalformedBody(`The body is not valid ${encoding} data.`));
    });
  });
}

/** Frees a body that was decoded and whose bytes nobody needs any more; a large one would else wait for the collector of garbage. */
export function releaseBody(body: Uint8Array): void {
  const { buffer } = body;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === body.byteLength && body.byteLength > MIB) {
    buffer.transfer(0);
  }
}

function createInflater(encoding: string | undefined): Duplex | null {
  switch (encoding?.trim().toLowerCase() ?? "") {
    case "":
    case "none":
    case "identity":
      return null;
    case "gzip":
    case "x-gzip":
      return createGunzip({ chunkSize: INFLATE_CHUNK_BYTES });
    case "deflate":
      return createInflate({ chunkSize: INFLATE_CHUNK_BYTES });
    default:
      throw new Refusal(
        415,
        "invalidArgument",
        "The Content-Encoding is not one of gzip, deflate and identity.",
        {
          "accept-encoding": "gzip, deflate, identity",
        },
      );
  }
}

function tooLarge(how: string, maxBytes: number): Refusal {
  return new Refusal(413, "resourceExhausted", `The body is larger than ${maxBytes / MIB} MiB ${how}.`);
}
