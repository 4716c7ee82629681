import { expect, test } from "vitest";
import { freePort } from "#server/free-ports.ts";
import { connectRaw, startRawServer } from "#tests/support/raw-peer.ts";
import { startTestTap } from "#tests/support/running-tap.ts";

const BODY = '{"model":"m","stream":true}';
const ask = (headers = "Host: 127.0.0.1", path = "/openai/v1/responses") =>
  `POST ${path} HTTP/1.1\r\n${headers}\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const EVENT = 'data: {"type":"response.output_text.delta","delta":"x"}\n\n';
const CHUNK = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`;

/** A request that is under way, with one event answered. */
async function streaming() {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  client.write(ask());
  const provider = await server.next();
  await provider.until(BODY);
  provider.write(STREAM + CHUNK);
  await client.until(CHUNK);
  return { server, tap, client, provider };
}

test.each([
  ["closes its connection", "destroy"],
  ["resets it", "resetAndDestroy"],
] as const)("a client that %s in the middle of a stream ends the provider's", async (_, how) => {
  const { tap, client, provider } = await streaming();
  client.socket[how]();
  await provider.ended;
  const [record] = await tap.recorded(1);
  expect(record).toMatchObject({ outcome: "cancelled", tokenEvents: 1 });
});

test("a client that goes away before there is an answer ends the provider's connection", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  client.write(ask());
  const provider = await server.next();
  await provider.until(BODY);
  client.socket.destroy();
  await provider.ended;
  const [record] = await tap.recorded(1);
  expect(record).toMatchObject({ outcome: "cancelled", statusCode: null });
});

test("a client that goes away within its own request ends the provider's connection", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  client.write(ask().slice(0, -5));
  const provider = await server.next();
  await provider.until("stream");
  client.socket.destroy();
  await provider.ended;
  expect((await tap.recorded(1))[0]?.outcome).toBe("cancelled");
});

test("a provider that is reset in the middle of a stream breaks the client's connection too", async () => {
  const { tap, client, provider } = await streaming();
  provider.socket.resetAndDestroy();
  expect(await client.ended).toBe("ECONNRESET");
  expect((await tap.recorded(1))[0]).toMatchObject({ outcome: "failed", errorType: "ECONNRESET" });
});

test("a provider that closes in the middle of a stream leaves the client with an answer cut short", async () => {
  const { tap, client, provider } = await streaming();
  provider.socket.end();
  await client.ended;
  // No last chunk was made up for it.
  expect(client.text()).toBe(STREAM + CHUNK);
  expect((await tap.recorded(1))[0]?.outcome).toBe("failed");
});

test("fetch rejects through the tap where the provider's stream breaks", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const answer = fetch(`${tap.url}/openai/v1/responses`, { method: "POST", body: BODY });
  const provider = await server.next();
  await provider.until(BODY);
  provider.write(STREAM + CHUNK);
  const { body } = await answer;
  const reading = body === null ? Promise.resolve("") : new Response(body).text();
  provider.socket.destroy();
  await expect(reading).rejects.toThrow();
});

test("an aborted fetch ends the provider's stream", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const abort = new AbortController();
  const asking = fetch(`${tap.url}/openai/v1/responses`, {
    method: "POST",
    body: BODY,
    signal: abort.signal,
  });
  const provider = await server.next();
  await provider.until(BODY);
  provider.write(STREAM + CHUNK);
  await asking;
  abort.abort();
  await provider.ended;
  expect((await tap.recorded(1))[0]?.outcome).toBe("cancelled");
});

test("a connection that the provider closes while nobody asks is closed for the client", async () => {
  const { client, provider } = await streaming();
  provider.write("0\r\n\r\n");
  await client.until("0\r\n\r\n");
  provider.socket.end();
  expect(await client.ended).toBe("end");
});

test("an answer that comes before the request is whole reaches the client", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  client.write(ask().slice(0, -5));
  const provider = await server.next();
  await provider.until("stream");
  const refusal = "HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
  provider.write(refusal);
  expect(await client.until("{}")).toBe(refusal);
  expect((await tap.recorded(1))[0]).toMatchObject({ statusCode: 413, outcome: "failed" });
});

test("a provider that cannot be reached gives 502 in the tap's own name, and a record", async () => {
  const tap = await startTestTap(`http://127.0.0.1:${await freePort("127.0.0.1")}`);
  const answer = await fetch(`${tap.url}/openai/v1/responses`, { method: "POST", body: BODY });
  expect(answer.status).toBe(502);
  const text = await answer.text();
  expect(text.trimEnd()).not.toContain("\n");
  expect(JSON.parse(text)).toMatchObject({ error: { message: expect.stringContaining("roundtrip tap") } });
  expect((await tap.recorded(1))[0]).toMatchObject({ outcome: "failed", errorType: "ECONNREFUSED" });
});

const STRANGERS: Readonly<Record<string, readonly [headers: string, status: number]>> = {
  "a name that is not this machine's": ["Host: attacker.example", 403],
  "a name that begins like this machine's": ["Host: 127.0.0.1.attacker.example", 403],
  "a page of somebody else's": ["Host: 127.0.0.1:4319\r\nOrigin: https://attacker.example", 403],
  "a page without an origin": ["Host: 127.0.0.1:4319\r\nOrigin: null", 403],
  "two names": ["Host: 127.0.0.1\r\nHost: attacker.example", 403],
  "two lengths": ["Host: 127.0.0.1\r\nContent-Length: 3", 400],
  "a length and chunks": ["Host: 127.0.0.1\r\nTransfer-Encoding: chunked", 400],
  "a header in two lines": ["Host: 127.0.0.1\r\nX-Folded: a\r\n b", 400],
};

test.each(Object.entries(STRANGERS))("the provider never hears of %s", async (_, [headers, status]) => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  client.write(ask(headers));
  await client.ended;
  expect(client.text()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(client.text()).toContain("roundtrip tap");
  expect(server.count()).toBe(0);
});

test.each(["Host: localhost:4319", "Host: [::1]:4319", "Host: 127.0.0.1\r\nOrigin: http://localhost:3000"])(
  "a program of this machine is let through: %s",
  async (headers) => {
    const server = await startRawServer();
    const tap = await startTestTap(server.url);
    const client = await connectRaw(tap.url);
    client.write(ask(headers));
    await (await server.next()).until(BODY);
  },
);

test("a path without a known provider gets 404 and the names there are", async () => {
  const tap = await startTestTap("http://127.0.0.1:9");
  const answer = await fetch(`${tap.url}/v1/responses`, { method: "POST", body: BODY });
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("/openai");
});

test("a tap that stops lets a running stream end, and takes nobody new", async () => {
  const { tap, client, provider } = await streaming();
  const stopped = tap.tap.stop(60_000);
  await expect(connectRaw(tap.url)).rejects.toThrow();
  provider.write(`${CHUNK}0\r\n\r\n`);
  await client.until("0\r\n\r\n");
  await stopped;
  expect(client.text()).toBe(`${STREAM}${CHUNK}${CHUNK}0\r\n\r\n`);
});

test("a tap that stops at once breaks a running stream", async () => {
  const { tap, client, provider } = await streaming();
  await tap.tap.stop(0);
  await client.ended;
  await provider.ended;
  expect(await tap.recorded(1)).toHaveLength(1);
});
