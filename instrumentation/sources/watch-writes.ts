import { performance } from "node:perf_hooks";
import { guarded } from "./guarded.ts";

/** A writable stream as its user sees it. */
interface Written {
  write(...args: unknown[]): boolean;
  end(...args: unknown[]): unknown;
}

/** Looks at what is written to one stream, by `write` and `end`. Returns a function that stops looking. */
export function watchWrites(stream: object, onBytes: (bytes: Uint8Array, atMs: number) => void): () => void {
  const written = stream as Written;
  const look = guarded((chunk: unknown, encoding: unknown) => {
    if (chunk instanceof Uint8Array) onBytes(chunk, performance.now());
    else if (typeof chunk === "string" && chunk !== "")
      onBytes(
        Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8"),
        performance.now(),
      );
  });
  const { write, end } = written;
  // An end with a last chunk writes it by itself in some streams: that one is not seen twice.
  let isEnding = false;
  const watchedWrite = function (this: Written, ...args: unknown[]): boolean {
    if (!isEnding) look(args[0], args[1]);
    return write.apply(this, args);
  };
  const watchedEnd = function (this: Written, ...args: unknown[]): unknown {
    look(args[0], args[1]);
    isEnding = true;
    try {
      return end.apply(this, args);
    } finally {
      isEnding = false;
    }
  };
  written.write = watchedWrite;
  written.end = watchedEnd;
  return () => {
    if (written.write === watchedWrite) Reflect.deleteProperty(written, "write");
    if (written.end === watchedEnd) Reflect.deleteProperty(written, "end");
  };
}
