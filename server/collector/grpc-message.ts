import type { Http2Stream } from "node:http2";
import type { Readable } from "node:stream";
import { MalformedBody } from "#lib/ingest/otlp/malformed-body.ts";
import type { MemoryShare } from "./memory-budget.ts";
import { readBody, SenderGone } from "./read-body.ts";

/** A flag that says whether the message is compressed, and its length. */
const PREFIX_BYTES = 5;

/**
 * Reads the one message of a unary call, within the limits of every other body. Rejects with a Refusal,
 * MalformedBody or SenderGone.
 */
export async function readGrpcMessage(
  stream: Http2Stream & Readable,
  encoding: string | undefined,
  share: MemoryShare,
): Promise<Uint8Array> {
  const prefix = await readPrefix(stream);
  const flag = prefix.readUInt8(0);
  if (flag > 1) throw new MalformedBody(`A gRPC message begins with the flag ${flag}, which does not exist.`);
  if (flag === 1 && encoding === undefined)
    throw new MalformedBody("A gRPC message is compressed without grpc-encoding.");
  return await readBody(
    stream,
    {
      encoding: flag === 1 ? encoding : undefined,
      declaredBytes: prefix.readUInt32BE(1),
      isWhole: () => stream.readableEnded && !stream.aborted,
    },
    share,
  );
}

/** Puts a message into its frame, not compressed. */
export function frameGrpcMessage(message: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

function readPrefix(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      stream.off("readable", look);
      stream.off("end", end);
      stream.off("close", close);
      done();
    };
    const end = () => settle(() => reject(new MalformedBody("The call ends before its message has begun.")));
    const close = () => settle(() => reject(new SenderGone()));
    const look = () => {
      const prefix: Buffer | null = stream.read(PREFIX_BYTES);
      if (prefix === null) return;
      if (prefix.length === PREFIX_BYTES) settle(() => resolve(prefix));
      else end();
    };
    stream.on("readable", look);
    stream.on("end", end);
    stream.on("close", close);
    stream.on("error", () => undefined);
  });
}
