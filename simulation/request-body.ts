import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";

const DECODERS = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a request body as JSON, decompressed when its headers say so; null when it is not JSON or over 64 MiB. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return null;
    parts.push(part);
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  const body = Buffer.concat(parts);
  try {
    const decode = encoding in DECODERS ? DECODERS[encoding as keyof typeof DECODERS] : null;
    return JSON.parse(String(decode === null ? body : await decode(body, { maxOutputLength: MOST_BYTES })));
  } catch {
    return null;
  }
}
