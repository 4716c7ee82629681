import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { connectRaw, type RawPeer, startRawServer } from "#tests/support/raw-peer.ts";
import { startTestTap } from "#tests/support/running-tap.ts";

/** A tap between a client and a provider of which the test sees every byte. */
async function open() {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  return { server, tap, client: await connectRaw(tap.url), host: new URL(server.url).host };
}

const post = (path: string, headers: string, body = "") =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n\r\n${body}`;

/** A request that asks for nothing in particular. */
const ASK = post("/openai/v1/responses", "content-length: 2", "{}");

async function exchange(answer: string | Uint8Array, method = "POST") {
  const { server, tap, client } = await open();
  client.write(ASK.replace("POST", method));
  const provider = await server.next();
  await provider.until("{}");
  provider.write(answer);
  const length = typeof answer === "string" ? answer.length : answer.byteLength;
  const came = await untilLength(client, length);
  expect(came).toBe(typeof answer === "string" ? answer : Buffer.from(answer).toString("latin1"));
  return { server, tap, client, provider };
}

async function untilLength(peer: RawPeer, length: number): Promise<string> {
  await expect
    .poll(() => peer.text().length, { timeout: 10_000, interval: 5 })
    .toBeGreaterThanOrEqual(length);
  return peer.text();
}

test("a request reaches the provider as it was written, but for its path and its host", async () => {
  const { server, client, host } = await open();
  const body = `{"model":"m","input":"\u00e9\u00ff"}`;
  const headers = (name: string) =>
    [
      `hOST: ${name}`,
      "X-Odd_Name:no space",
      "Authorization: Bearer made-up",
      "x-twice: 1",
      "X-TWICE:  2 ",
      "accept-encoding: gzip, br, zstd",
      "User-Agent: odd/1.0 (latin \u00fc)",
      "Connection: keep-alive",
      `Content-Length: ${body.length}`,
    ].join("\r\n");
  client.write(`POST /openai/v1/responses?a=%20b HTTP/1.1\r\n${headers("localhost:4319")}\r\n\r\n${body}`);
  const provider = await server.next();
  expect(await provider.until(body)).toBe(
    `POST /v1/responses?a=%20b HTTP/1.1\r\n${headers(host)}\r\n\r\n${body}`,
  );
});

test("the framing of a request stays: chunks, their extensions and trailers", async () => {
  const { server, client } = await open();
  const body = `5;ext="a"\r\n{"a":\r\n002\r\n1}\r\n0\r\nX-Trailer: t\r\n\r\n`;
  client.write(post("/openai/v1/responses", "Transfer-Encoding: chunked\r\nTrailer: X-Trailer", body));
  const provider = await server.next();
  const came = await provider.until("X-Trailer: t\r\n\r\n");
  expect(came.slice(came.indexOf("\r\n\r\n") + 4)).toBe(body);
});

const GZIPPED = gzipSync('{"id":"resp_1","status":"completed"}').toString("latin1");
const ANSWERS: Readonly<Record<string, string>> = {
  "JSON of a known length": `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Odd_CASE:  v\r\nx-odd_case: w\r\ncontent-length: 2\r\n\r\n{}`,
  "an odd reason and no reason": "HTTP/1.1 299 Quite \u00fcnusual\r\ncontent-length: 0\r\n\r\n",
  "events in chunks, with extensions and trailers":
    'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nD;x=1\r\ndata: {"a":1}\r\n2\r\n\n\n\r\n000\r\nX-End: 1\r\n\r\n',
  "a compressed body": `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${GZIPPED.length}\r\n\r\n${GZIPPED}`,
  "no content": "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n",
  "not modified": 'HTTP/1.1 304 Not Modified\r\netag: "x"\r\ncontent-length: 5\r\n\r\n',
  "hints before the answer":
    "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n!",
  "a refusal": 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 12\r\n\r\n{"error":{}}',
};

test.each(Object.entries(ANSWERS))(
  "an answer reaches the client as it was written: %s",
  async (_, answer) => {
    const { client, provider } = await exchange(answer);
    // The connection is fit for another request, so that nobody has lost count of the bytes.
    client.write(ASK);
    await provider.until("{}POST /v1/responses HTTP/1.1\r\n");
    provider.write("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nagain");
    expect(await client.until("again")).toMatch(/content-length: 5\r\n\r\nagain$/);
  },
);

test("an answer to HEAD has no body, whatever length it tells", async () => {
  const { client, provider } = await exchange("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n", "HEAD");
  client.write(ASK);
  await provider.until("POST /v1/responses");
});

test("an answer that ends with its connection ends so for the client too", async () => {
  const { client, provider, tap } = await exchange(
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{}",
  );
  provider.socket.end();
  expect(await client.ended).toBe("end");
  const [record] = await tap.recorded(1);
  expect(record).toMatchObject({ outcome: "complete", errorType: null });
});

test("an answer cut into single bytes is passed on and understood", async () => {
  const event =
    'data: {"type":"response.completed","response":{"id":"resp_1","usage":{"output_tokens":7}}}\n\n';
  const head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  const answer = `${head}${event.length.toString(16)}\r\n${event}\r\n0\r\n\r\n`;
  const { server, tap, client } = await open();
  client.write(ASK);
  const provider = await server.next();
  await provider.until("{}");
  for (const byte of Buffer.from(answer)) {
    provider.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await untilLength(client, answer.length)).toBe(answer);
  const [record] = await tap.recorded(1);
  expect(record).toMatchObject({ outcome: "complete", responseId: "resp_1", usage: { outputTokens: 7 } });
});

test("a request cut into single bytes is passed on and understood", async () => {
  const { server, tap, client } = await open();
  const body = '{"model":"m","stream":true}';
  for (const byte of Buffer.from(post("/openai/v1/responses", `content-length: ${body.length}`, body))) {
    client.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const provider = await server.next();
  await provider.until(body);
  provider.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
  const [record] = await tap.recorded(1);
  expect(record?.request).toMatchObject({ model: "m", streams: true });
});

test("each event reaches the client before the provider writes the next", async () => {
  const { server, client } = await open();
  client.write(ASK);
  const provider = await server.next();
  await provider.until("{}");
  provider.write("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
  for (let event = 0; event < 20; event += 1) {
    provider.write(`data: ${event}\n\n`);
    await client.until(`data: ${event}\n\n`);
  }
});

test("a client that waits for leave to send its body gets it from the provider", async () => {
  const { server, client } = await open();
  client.write(post("/openai/v1/responses", "expect: 100-continue\r\ncontent-length: 4"));
  const provider = await server.next();
  await provider.until("expect: 100-continue\r\ncontent-length: 4\r\n\r\n");
  provider.write("HTTP/1.1 100 Continue\r\n\r\n");
  await client.until("100 Continue\r\n\r\n");
  client.write("body");
  await provider.until("body");
});

test("many megabytes pass unchanged in both directions", async () => {
  const { server, client } = await open();
  const bytes = randomBytes(24 * 1024 * 1024);
  const digest = (text: string) => createHash("sha256").update(Buffer.from(text, "latin1")).digest("hex");
  const whole = createHash("sha256").update(bytes).digest("hex");
  client.write(post("/openai/v1/responses", `content-length: ${bytes.byteLength}`));
  client.write(bytes);
  const provider = await server.next();
  const head = (await provider.until("\r\n\r\n")).indexOf("\r\n\r\n") + 4;
  expect(digest((await untilLength(provider, head + bytes.byteLength)).slice(head))).toBe(whole);
  const answer = `HTTP/1.1 200 OK\r\ncontent-length: ${bytes.byteLength}\r\n\r\n`;
  provider.write(answer);
  provider.write(bytes);
  expect(digest((await untilLength(client, answer.length + bytes.byteLength)).slice(answer.length))).toBe(
    whole,
  );
});

test("requests that were sent at once are answered one after the other, on one connection", async () => {
  const { server, client, tap } = await open();
  client.write(ASK + ASK + ASK);
  const provider = await server.next();
  for (let number = 1; number <= 3; number += 1) {
    await expect.poll(() => provider.text().split("POST ").length - 1).toBe(number);
    provider.write(`HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${number}`);
    await client.until(`\r\n\r\n${number}`);
  }
  expect(server.count()).toBe(1);
  const records = await tap.recorded(3);
  expect(records.map(({ connection }) => connection.reused)).toEqual([false, true, true]);
});

test("what calls no model passes unmeasured", async () => {
  const { server, client, tap } = await open();
  client.write("GET /openai/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  const provider = await server.next();
  await provider.until("GET /v1/models HTTP/1.1\r\n");
  provider.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
  await client.until("{}");
  client.write(ASK);
  await provider.until("POST /v1/responses");
  provider.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
  expect(await tap.recorded(1)).toHaveLength(1);
});
