import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeProtobufLogs, decodeProtobufSpans } from "#lib/ingest/otlp/decode-protobuf.ts";
import type { LogRecord, RecordOrigin, SpanRecord } from "#lib/ingest/otlp/records.ts";

/** A record with who sent it. */
export type Received<R> = R & { readonly origin: RecordOrigin };

/** Takes OTLP/HTTP in protobuf, keeps everything that came, and acknowledges it. */
export interface OtlpSink {
  readonly url: string;
  readonly spans: readonly Received<SpanRecord>[];
  readonly logs: readonly Received<LogRecord>[];
  close(): Promise<void>;
}

const EVERYTHING = { wantsSpan: () => true, wantsAttribute: () => true };

/** Starts one on 127.0.0.1, on a free port unless one is given. */
export async function startOtlpSink(port = 0): Promise<OtlpSink> {
  const spans: Received<SpanRecord>[] = [];
  const logs: Received<LogRecord>[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    // What else sends here, in JSON, is not what is looked for.
    const isProtobuf = request.headers["content-type"] === "application/x-protobuf";
    if (!isProtobuf) response.setHeader("x-skipped", "true");
    else if (request.url === "/v1/traces") spans.push(...flat(decodeProtobufSpans(body, EVERYTHING)));
    else if (request.url === "/v1/logs") logs.push(...flat(decodeProtobufLogs(body, EVERYTHING)));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function flat<R>({
  groups,
}: {
  readonly groups: readonly { readonly origin: RecordOrigin; readonly records: readonly R[] }[];
}): Received<R>[] {
  return groups.flatMap(({ origin, records }) => records.map((record) => ({ ...record, origin })));
}
