import { connect, type IncomingHttpHeaders } from "node:http2";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WireReader } from "#lib/ingest/otlp/wire-reader.ts";
import { encodeOtlp } from "#tests/support/encode-otlp.ts";
import { startTestCollector, type TestCollector } from "#tests/support/test-collector.ts";

const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const MIB = 1024 * 1024;

let collector: TestCollector;

beforeAll(async () => {
  collector = await startTestCollector();
});

afterAll(() => collector.close());

interface Call {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly port?: number;
  /** What is written, frame included. */
  readonly bytes: Uint8Array;
  /** Keeps the call open, as if more were to come, until this. */
  readonly until?: AbortSignal;
}

interface Reply {
  readonly headers: IncomingHttpHeaders;
  readonly status: string | undefined;
  readonly message: string;
  readonly body: Buffer;
}

/** One call over a connection of its own. */
async function call({
  path = LOGS,
  headers = {},
  port = collector.grpcPort,
  bytes,
  until,
}: Call): Promise<Reply> {
  // By default a client's session gives up once it has 10 MB to send.
  const session = connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 100 });
  try {
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    stream.on("error", () => undefined);
    const chunks: Buffer[] = [];
    let head: IncomingHttpHeaders = {};
    let trailers: IncomingHttpHeaders = {};
    stream.on("response", (received) => {
      head = received;
    });
    stream.on("trailers", (received) => {
      trailers = received;
    });
    stream.on("data", (chunk) => chunks.push(chunk));
    if (until === undefined) stream.end(bytes);
    else stream.write(bytes);
    until?.addEventListener("abort", () => stream.destroy());
    await new Promise((resolve) => stream.once("close", resolve));
    const last = { ...head, ...trailers };
    return {
      headers: head,
      status: last["grpc-status"] as string | undefined,
      message: decodeURIComponent(String(last["grpc-message"] ?? "")),
      body: Buffer.concat(chunks),
    };
  } finally {
    session.close();
  }
}

function frame(message: Uint8Array, flag = 0, length = message.length): Uint8Array {
  const prefix = Buffer.from([flag, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

function logs(callId: string): Uint8Array {
  const attributes = { "event.name": "codex.tool_result", "conversation.id": "grpc", call_id: callId };
  return encodeOtlp("logs", {
    resourceLogs: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "codex_exec" } }] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: "1795327382000000000",
                attributes: Object.entries(attributes).map(([key, text]) => ({
                  key,
                  value: { stringValue: text },
                })),
              },
            ],
          },
        ],
      },
    ],
  });
}

async function storedCallIds(): Promise<readonly string[]> {
  const stored = await collector.database.observation.findMany({
    where: { kind: "toolCall" },
    select: { facts: true },
  });
  return stored.map(({ facts }) => (facts as { callId: string }).callId).toSorted();
}

test("a call is acknowledged after its data is committed, compressed or not, repeated or not", async () => {
  const plain = await call({ bytes: frame(logs("plain")) });
  const zipped = await call({
    headers: { "grpc-encoding": "gzip" },
    bytes: frame(gzipSync(logs("zipped")), 1),
  });
  const again = await call({ headers: { "grpc-encoding": "gzip" }, bytes: frame(logs("plain")) });
  for (const reply of [plain, zipped, again]) {
    expect([reply.headers[":status"], reply.status, reply.body]).toEqual([200, "0", Buffer.alloc(5)]);
  }
  expect(await storedCallIds()).toEqual(["plain", "zipped"]);
});

test("of some bad records the good ones are kept, and the answer says how many were not and why", async () => {
  const span = (spanId: string) => ({
    traceId: "5b8efff798038103d269b633813fc60c",
    spanId,
    name: "chat",
    startTimeUnixNano: "1795327382000000000",
    endTimeUnixNano: "1795327383000000000",
    attributes: [{ key: "gen_ai.operation.name", value: { stringValue: "chat" } }],
  });
  const spans = [span("eee19b7ec3c1b174"), span("0000000000000000")];
  const reply = await call({
    path: TRACES,
    bytes: frame(encodeOtlp("traces", { resourceSpans: [{ scopeSpans: [{ spans }] }] })),
  });
  expect(reply.status).toBe("0");
  const response = new WireReader(reply.body.subarray(5));
  expect(response.next()).toBe(true);
  const partial = response.message();
  partial.next();
  expect(partial.int64()).toBe(1);
  partial.next();
  expect(partial.text()).toMatch(/^A span has no valid ids/);
});

const REFUSED: readonly (readonly [name: string, call: Call, status: string, message: RegExp])[] = [
  ["bytes that are no protobuf", { bytes: frame(Buffer.from([0xff])) }, "3", /protobuf/],
  ["a message cut short", { bytes: frame(logs("cut"), 0, 5000) }, "3", /were announced/],
  ["two messages", { bytes: Buffer.concat([frame(logs("two")), frame(logs("two"))]) }, "3", /were announced/],
  ["no message", { bytes: Buffer.alloc(0) }, "3", /before its message/],
  ["half a frame", { bytes: Buffer.alloc(3) }, "3", /before its message/],
  ["a flag that does not exist", { bytes: frame(logs("flag"), 2) }, "3", /flag 2/],
  [
    "broken gzip",
    { headers: { "grpc-encoding": "gzip" }, bytes: frame(Buffer.from("no gzip"), 1) },
    "3",
    /not valid gzip/,
  ],
  [
    "an unknown encoding",
    { headers: { "grpc-encoding": "snappy" }, bytes: frame(logs("snappy"), 1) },
    "12",
    /Encoding/,
  ],
  ["a message over 16 MiB", { bytes: frame(Buffer.alloc(1), 0, 16 * MIB + 1) }, "8", /16 MiB as sent/],
  [
    "a message over 64 MiB when inflated",
    { headers: { "grpc-encoding": "gzip" }, bytes: frame(gzipSync(Buffer.alloc(65 * MIB)), 1) },
    "8",
    /64 MiB when inflated/,
  ],
  ["an unknown method", { path: "/some.Service/Export", bytes: frame(logs("method")) }, "12", /no such/],
  [
    "a name that is not this machine's",
    { headers: { ":authority": "roundtrip.example.com" }, bytes: frame(logs("name")) },
    "7",
    /Host header/,
  ],
];

test.each(REFUSED)(
  "%s is refused by its gRPC code, and nothing of it is kept",
  async (_, sent, status, why) => {
    const before = await storedCallIds();
    const reply = await call(sent);
    expect([reply.headers[":status"], reply.status]).toEqual([200, status]);
    expect(reply.message).toMatch(why);
    // Without RetryInfo a client does not send it again.
    expect(reply.headers["grpc-status-details-bin"]).toBeUndefined();
    expect(await storedCallIds()).toEqual(before);
  },
);

test("a request that is not gRPC gets 415", async () => {
  const reply = await call({ headers: { "content-type": "application/json" }, bytes: Buffer.from("{}") });
  expect([reply.headers[":status"], reply.status]).toEqual([415, undefined]);
});

/** The seconds of google.rpc.RetryInfo within a google.rpc.Status. */
function retryDelaySeconds(header: unknown): number | null {
  const status = new WireReader(Buffer.from(String(header), "base64"));
  const [seconds] = [...fields(status, 3)].flatMap((any) =>
    [...fields(any, 2)].flatMap((info) =>
      [...fields(info, 1)].map((duration) => (duration.next() ? duration.int64() : null)),
    ),
  );
  return seconds ?? null;
}

function* fields(message: WireReader, wanted: number): Generator<WireReader> {
  while (message.next()) {
    if (message.field === wanted) yield message.message();
    else message.skip();
  }
}

test("without a database the answer is UNAVAILABLE with the delay after which to come back", async () => {
  const cutOff = await startTestCollector("postgresql://nobody:nothing@127.0.0.1:1/nowhere");
  try {
    const reply = await call({ port: cutOff.grpcPort, bytes: frame(logs("unstored")) });
    expect(reply.status).toBe("14");
    expect(retryDelaySeconds(reply.headers["grpc-status-details-bin"])).toBe(2);
  } finally {
    await cutOff.close();
  }
});

test("under pressure the rest is told to come back, and what is held is bounded", async () => {
  const end = new AbortController();
  const bytes = frame(Buffer.alloc(12 * MIB), 0, 13 * MIB);
  const calls = Array.from({ length: 8 }, () => call({ bytes, until: end.signal }));
  const refused = await Promise.race(calls);
  expect(refused.status).toBe("14");
  expect(retryDelaySeconds(refused.headers["grpc-status-details-bin"])).toBe(1);
  expect((await collector.metrics()).get("roundtrip_pending_bytes")).toBeLessThanOrEqual(64 * MIB);
  end.abort();
  await Promise.all(calls);
  while (((await collector.metrics()).get("roundtrip_pending_bytes") ?? 0) > 0);
  expect((await call({ bytes: frame(logs("after")) })).status).toBe("0");
});

test("a call under way when the collector stops is answered", async () => {
  const stopping = await startTestCollector();
  const client = new pg.Client({ connectionString: stopping.databaseUrl });
  await client.connect();
  await client.query("begin; lock table observations in access exclusive mode");
  const answer = call({ port: stopping.grpcPort, bytes: frame(logs("late")) });
  while (((await stopping.metrics()).get("roundtrip_pending_bytes") ?? 0) === 0);
  const closing = stopping.close();
  await client.query("commit");
  await client.end();
  expect((await answer).status).toBe("0");
  await closing;
});
