import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { otlpSender } from "./otlp-sender.ts";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A collector that answers with these statuses, one after the other, and then with 200. */
async function startCollector(...statuses: readonly number[]) {
  const received: Received[] = [];
  const connections = new Set<unknown>();
  const server = createServer(async (request, response) => {
    connections.add(request.socket);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = statuses[received.length] ?? 200;
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(status, { "retry-after": "0" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    received,
    connections,
  };
}

const sender = (url: string, timeoutMs = 5_000) => otlpSender({ signal: "TRACES", url, timeoutMs });
const BODY = Buffer.from("made up");

afterEach(() => vi.unstubAllEnvs());

test("bodies are posted as OTLP in protobuf, over one connection", async () => {
  const { url, received, connections } = await startCollector();
  const send = sender(url);
  expect([await send(BODY), await send(BODY)]).toEqual([true, true]);
  expect(received.map(({ body }) => String(body))).toEqual(["made up", "made up"]);
  expect(received[0]?.headers).toMatchObject({ "content-type": "application/x-protobuf" });
  expect(connections.size).toBe(1);
});

test("headers and compression are those that the environment asks for", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-team=engines,authorization=Bearer%20made-up");
  vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip");
  const { url, received } = await startCollector();
  expect(await sender(url)(BODY)).toBe(true);
  expect(received[0]?.headers).toMatchObject({ "x-team": "engines", authorization: "Bearer made-up" });
  expect(String(gunzipSync(received[0]?.body ?? BODY))).toBe("made up");
});

test("a collector that is busy is asked again, one that refuses is not", async () => {
  const busy = await startCollector(503, 429);
  expect(await sender(busy.url)(BODY)).toBe(true);
  expect(busy.received).toHaveLength(3);
  const refusing = await startCollector(400);
  expect(await sender(refusing.url)(BODY)).toBe(false);
  expect(refusing.received).toHaveLength(1);
});

test("what nobody takes in time is given up", async () => {
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  expect(await sender(`http://127.0.0.1:${port}/`, 50)(BODY)).toBe(false);
  server.closeAllConnections();
  expect(await sender("http://127.0.0.1:9/", 50)(BODY)).toBe(false);
});
