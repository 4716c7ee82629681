import { performance } from "node:perf_hooks";
import { guarded } from "./guarded.ts";

/** A readable stream as its producer sees it: bytes arrive through `push`, and null ends it. */
interface Pushed {
  push(chunk: unknown, encoding?: BufferEncoding): boolean;
}

/**
 * Looks at the bytes of one stream when they arrive, whoever reads them and whenever: nothing is added to its
 * listeners, nothing flows that would not. Returns a function that stops looking.
 */
export function watchPushes(stream: Pushed, onBytes: (bytes: Uint8Array, atMs: number) => void): () => void {
  const look = guarded(onBytes);
  const push = stream.push;
  const watched = function (this: Pushed, chunk: unknown, encoding?: BufferEncoding): boolean {
    if (chunk instanceof Uint8Array) look(chunk, performance.now());
    return push.call(this, chunk, encoding);
  };
  stream.push = watched;
  return () => {
    // Only if nobody else has come after us.
    if (stream.push === watched) Reflect.deleteProperty(stream, "push");
  };
}
