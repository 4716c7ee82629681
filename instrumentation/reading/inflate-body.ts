import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import type { Transform } from "node:stream";
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzipSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";
import { addUnfinished, type FinishNow, removeUnfinished } from "./unfinished.ts";

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
/** So many compressed bytes of each body are kept while it comes, should there be no time to wait for another thread. */
const KEPT_MAX = 1024 * 1024;

/** What is inflated on the program's own thread may be so much. */
const AT_ONCE = { maxOutputLength: 16 * 1024 * 1024 };

/** Every write comes out at once, for a stream's events must not wait for the next ones; also where the last is missing. */
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH, ...AT_ONCE };
const BROTLI = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
  ...AT_ONCE,
};
const ZSTD = { flush: constants.ZSTD_e_flush, finishFlush: constants.ZSTD_e_flush, ...AT_ONCE };

/** Two ways to inflate the same: piece by piece on another thread, and all of it at once on this one. */
interface Codec {
  readonly create: () => Transform;
  readonly inflate: (bytes: Uint8Array) => Buffer;
}

const GZIP: Codec = { create: () => createGunzip(ZLIB), inflate: (bytes) => gunzipSync(bytes, ZLIB) };

const CODECS: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ["gzip", GZIP],
  ["x-gzip", GZIP],
  ["deflate", { create: () => createInflate(ZLIB), inflate: (bytes) => inflateSync(bytes, ZLIB) }],
  [
    "br",
    {
      create: () => createBrotliDecompress(BROTLI),
      inflate: (bytes) => brotliDecompressSync(bytes, BROTLI),
    },
  ],
  ["zstd", { create: () => createZstdDecompress(ZSTD), inflate: (bytes) => zstdDecompressSync(bytes, ZSTD) }],
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
  const codec = CODECS.get(name);
  return codec === undefined
    ? { inflater: null, isKnown: false }
    : { inflater: follow(codec, onInflated), isKnown: true };
}

function follow({ create, inflate }: Codec, onInflated: OnInflated): BodyInflater {
  const inflater = create();
  let inflated = 0;
  let waiting = 0;
  let isBroken = false;
  /** Nothing more comes out: compressed data may end before the body does. */
  let isEnded = false;
  /** Of the chunk that is being inflated: Node works on one at a time and calls back when all of it came out. */
  let currentAtMs = 0;
  const arrivals: number[] = [];
  let kept: Uint8Array[] | null = [];
  let keptBytes = 0;
  let onDone: ((complete: boolean) => void) | null = null;

  const finish = (): void => {
    kept = null;
    removeUnfinished(finishNow);
    const done = onDone;
    onDone = null;
    done?.(!isBroken);
  };
  const giveUp = (): void => {
    isBroken = true;
    inflater.destroy();
    finish();
  };
  const take = (bytes: Buffer, atMs: number): void => {
    inflated += bytes.byteLength;
    if (inflated > INFLATED_MAX) giveUp();
    else onInflated(bytes, atMs);
  };
  /**
   * Inflates from the beginning up to each piece that has not come out, for there is no going on without the thread, and no
   * other way to tell the pieces apart. What there is no time for is not read: its times would be wrong.
   */
  const finishNow: FinishNow = (untilMs) => {
    inflater.removeAllListeners("data");
    try {
      while (arrivals.length > 0 && !isBroken) {
        if (kept === null || performance.now() > untilMs) giveUp();
        else {
          const out = inflate(Buffer.concat(kept.slice(0, kept.length - arrivals.length + 1)));
          const atMs = arrivals.shift() ?? currentAtMs;
          if (out.byteLength > inflated) take(out.subarray(inflated), atMs);
        }
      }
    } catch {
      isBroken = true;
    }
    inflater.destroy();
    finish();
  };
  inflater.on("data", (bytes: Buffer) => take(bytes, arrivals[0] ?? currentAtMs));
  inflater.on("error", giveUp);
  inflater.on("end", () => {
    isEnded = true;
    finish();
  });

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
      keptBytes += chunk.byteLength;
      if (keptBytes > KEPT_MAX) kept = null;
      kept?.push(chunk);
      inflater.write(chunk, () => {
        waiting -= chunk.byteLength;
        arrivals.shift();
      });
    },
    end(done) {
      if (isBroken || isEnded) {
        inflater.destroy();
        done(!isBroken);
      } else {
        onDone = done;
        addUnfinished(finishNow);
        inflater.end();
      }
    },
  };
}
