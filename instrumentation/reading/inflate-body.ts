import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from "node:zlib";

/** Takes inflated bytes with the moment at which the compressed ones arrived. */
export type OnInflated = (bytes: Buffer, atMs: number) => void;

/** Inflates one body beside the program that reads it. */
export interface BodyInflater {
  push(chunk: Uint8Array, atMs: number): void;
  /** Calls back once everything pushed so far has come out, or can no longer. */
  end(onDone: (complete: boolean) => void): void;
}

/** Inflated beyond this, or compressed bytes waiting beyond that, it is no answer of a model: measuring it ends. */
const INFLATED_MAX = 256 * 1024 * 1024;
const WAITING_MAX = 8 * 1024 * 1024;

/** Every write comes out at once, for a stream's events must not wait for the next ones; also where the last is missing. */
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
const ZSTD = { flush: constants.ZSTD_e_flush, finishFlush: constants.ZSTD_e_flush };

const MAKERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ["gzip", () => createGunzip(ZLIB)],
  ["x-gzip", () => createGunzip(ZLIB)],
  ["deflate", () => createInflate(ZLIB)],
  ["br", () => createBrotliDecompress(BROTLI)],
  ["zstd", () => createZstdDecompress(ZSTD)],
]);

/**
 * Null when the body is not compressed or its compression is unknown (then `isKnown` is false). Inflating happens on
 * other threads; each compressed chunk keeps the time at which it arrived.
 */
export function inflateBody(
  encoding: string | undefined,
  onInflated: OnInflated,
): { readonly inflater: BodyInflater | null; readonly isKnown: boolean } {
  const name = encoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return { inflater: null, isKnown: true };
  const make = MAKERS.get(name);
  return make === undefined
    ? { inflater: null, isKnown: false }
    : { inflater: follow(make(), onInflated), isKnown: true };
}

function follow(inflater: Transform, onInflated: OnInflated): BodyInflater {
  let inflated = 0;
  let waiting = 0;
  let isBroken = false;
  /** Of the chunk that is being inflated: Node works on one at a time and calls back when all of it came out. */
  let currentAtMs = 0;
  const arrivals: number[] = [];
  let onDone: ((complete: boolean) => void) | null = null;

  const finish = (): void => {
    const done = onDone;
    onDone = null;
    done?.(!isBroken);
  };
  const giveUp = (): void => {
    isBroken = true;
    inflater.destroy();
    finish();
  };
  inflater.on("data", (bytes: Buffer) => {
    inflated += bytes.byteLength;
    if (inflated > INFLATED_MAX) giveUp();
    else onInflated(bytes, arrivals[0] ?? currentAtMs);
  });
  inflater.on("error", giveUp);
  inflater.on("end", finish);

  return {
    push(chunk, atMs) {
      if (isBroken) return;
      waiting += chunk.byteLength;
      if (waiting > WAITING_MAX) {
        giveUp();
        return;
      }
      arrivals.push(atMs);
      currentAtMs = atMs;
      inflater.write(chunk, () => {
        waiting -= chunk.byteLength;
        arrivals.shift();
      });
    },
    end(done) {
      if (isBroken) done(false);
      else {
        onDone = done;
        inflater.end();
      }
    },
  };
}
