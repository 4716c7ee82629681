import type { Transform } from "node:stream";
import { constants, createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";

/** A coding in which a body can be sent (RFC 9110, 8.4.1; RFC 8878 for `zstd`). */
export type ContentCoding = "gzip" | "deflate" | "br" | "zstd";

/** Codes one body as it is made. */
export interface BodyCoder {
  readonly headers: Readonly<Record<string, string>>;
  /** What can be sent once this text is there: all of it, as of a server that streams. */
  code(text: string): Promise<string | Uint8Array>;
  /** What is left to be sent at the end. */
  end(): Promise<string | Uint8Array>;
}

const COMPRESSORS: Readonly<Record<ContentCoding, () => { stream: Transform; flush: () => Promise<void> }>> =
  {
    gzip: () => flushable(createGzip(), constants.Z_SYNC_FLUSH),
    deflate: () => flushable(createDeflate(), constants.Z_SYNC_FLUSH),
    br: () => flushable(createBrotliCompress(), constants.BROTLI_OPERATION_FLUSH),
    zstd: () => flushable(createZstdCompress(), constants.ZSTD_e_flush),
  };

/** Sends texts as they are. */
export const PLAIN: BodyCoder = { headers: {}, code: async (text) => text, end: async () => "" };

/** Of the wanted coding if the request accepts it, else of none. */
export function bodyCoder(wanted: ContentCoding | null, acceptEncoding: string | undefined): BodyCoder {
  const accepted = acceptEncoding?.split(",").map((one) => one.split(";")[0]?.trim());
  if (wanted === null || !accepted?.includes(wanted)) return PLAIN;
  const { stream, flush } = COMPRESSORS[wanted]();
  let out: Buffer[] = [];
  stream.on("data", (bytes: Buffer) => out.push(bytes));
  const take = (): Buffer => {
    const bytes = Buffer.concat(out);
    out = [];
    return bytes;
  };
  return {
    headers: { "content-encoding": wanted, vary: "accept-encoding" },
    async code(text) {
      stream.write(text);
      await flush();
      return take();
    },
    async end() {
      await new Promise<void>((resolve) => stream.once("end", resolve).end());
      return take();
    },
  };
}

function flushable(
  stream: Transform & { flush(kind: number, onDone: () => void): void },
  kind: number,
): { stream: Transform; flush: () => Promise<void> } {
  return { stream, flush: () => new Promise((resolve) => stream.flush(kind, resolve)) };
}
