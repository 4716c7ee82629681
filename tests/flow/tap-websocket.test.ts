import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type ProviderOptions, startSimulatedProvider } from "#simulation/provider.ts";
import { connectRaw, startRawServer } from "#tests/support/raw-peer.ts";
import { startTestTap } from "#tests/support/running-tap.ts";

const BEHAVIOUR = { timeToHeadersMs: 5, timeToFirstTokenMs: 20, tokensPerSecond: 1000, outputTokens: 40 };

async function open(options: ProviderOptions = {}) {
  const provider = await startSimulatedProvider({ models: {}, default: BEHAVIOUR, ...options });
  onTestFinished(() => provider.close());
  return { provider, tap: await startTestTap(provider.url) };
}

async function connect(tapUrl: string, perMessageDeflate: boolean | object = false, headers = {}) {
  const socket = new WebSocket(`${tapUrl.replace("http", "ws")}/openai/v1/responses`, {
    perMessageDeflate,
    headers,
  });
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  return socket;
}

const request = (more: object = {}) =>
  JSON.stringify({ type: "response.create", model: "m", input: "hi", ...more });

/** Every text of a socket from now on, since several may come within one turn. */
function collect(socket: WebSocket, answers: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const texts: string[] = [];
    let left = answers;
    socket.on("message", (bytes: Buffer) => {
      texts.push(bytes.toString());
      if (texts.at(-1)?.includes('"type":"response.completed"') === true) left -= 1;
      if (left === 0) resolve(texts);
    });
  });
}

test.each([
  ["uncompressed", false, false],
  ["compressed", true, true],
  [
    "compressed, each message by itself",
    true,
    { clientNoContextTakeover: true, serverNoContextTakeover: true },
  ],
] as const)("each request on a WebSocket gives one record: %s", async (_, deflate, perMessageDeflate) => {
  const { provider, tap } = await open({ deflate });
  const socket = await connect(tap.url, perMessageDeflate, { session_id: "s-1" });
  for (let number = 1; number <= 3; number += 1) {
    const texts = collect(socket, 1);
    // Long enough to be worth compressing.
    socket.send(request({ input: "a".repeat(4_000) }));
    await texts;
    socket.removeAllListeners("message");
  }
  const records = await tap.recorded(3);
  const truths = provider.requests();
  expect(truths).toHaveLength(3);
  for (const [index, record] of records.entries()) {
    expect(record).toMatchObject({
      transport: "websocket",
      outcome: "complete",
      sessionId: "s-1",
      responseId: truths[index]?.responseId,
      tokenEvents: truths[index]?.chunks,
      usage: { outputTokens: truths[index]?.usage?.outputTokens },
    });
    expect(record.connection.reused).toBe(index > 0);
  }
  expect(records[0]?.connection.upgradeMs).toBeGreaterThan(0);
});

test("the handshake reaches the provider as it was written, and its answer the client", async () => {
  const server = await startRawServer();
  const tap = await startTestTap(server.url);
  const client = await connectRaw(tap.url);
  const headers = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    "OpenAI-Beta: responses_websockets=2026-02-06",
  ].join("\r\n");
  client.write(`GET /openai/v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}\r\n\r\n`);
  const provider = await server.next();
  expect(await provider.until("2026-02-06\r\n\r\n")).toBe(
    `GET /v1/responses HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\n${headers}\r\n\r\n`,
  );
  const answer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  // With the first frame in the same breath.
  provider.write(`${answer}\x81\x02{}`);
  expect(await client.until("{}")).toBe(`${answer}\x81\x02{}`);
  // Frames that make no sense pass all the same.
  client.write("\xff\xff\xff\xff no frame at all");
  await provider.until("\xff\xff\xff\xff no frame at all");
  provider.write("\xff\xff none either");
  await client.until("\xff\xff none either");
  provider.socket.end();
  expect(await client.ended).toBe("end");
});

test("fragments, pings and binary messages arrive as they were sent", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: { threshold: 0 } });
  onTestFinished(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const tap = await startTestTap(`http://127.0.0.1:${port}`);
  const accepted = once(server, "connection") as Promise<[WebSocket]>;
  const socket = await connect(tap.url, { threshold: 0 });
  const [provider] = await accepted;
  const asked = once(provider, "message");
  const pinged = once(provider, "ping");
  const whole = request({ input: "fragment by fragment" });
  socket.send(whole.slice(0, 20), { fin: false, compress: true });
  socket.ping("in between");
  socket.send(whole.slice(20, 40), { fin: false, compress: true });
  socket.send(whole.slice(40), { fin: true, compress: true });
  expect(String((await asked)[0])).toBe(whole);
  expect(String((await pinged)[0])).toBe("in between");
  const texts = collect(socket, 1);
  provider.send(Buffer.from([1, 2, 3]), { binary: true });
  const created = JSON.stringify({ type: "response.created", response: { id: "resp_1" } });
  provider.send(created.slice(0, 10), { fin: false });
  provider.send(created.slice(10), { fin: true });
  const usage = { input_tokens: 5, output_tokens: 7 };
  provider.send(JSON.stringify({ type: "response.completed", response: { id: "resp_1", usage } }));
  expect((await texts).length).toBe(3);
  const [record] = await tap.recorded(1);
  expect(record).toMatchObject({ outcome: "complete", responseId: "resp_1", usage: { outputTokens: 7 } });
});

test("a refused handshake reaches the client with its status, and gives a record", async () => {
  const { tap } = await open({ refuseUpgrade: 426 });
  const socket = new WebSocket(`${tap.url.replace("http", "ws")}/openai/v1/responses`);
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(426);
  response.resume();
  socket.on("error", () => undefined);
  socket.terminate();
  expect((await tap.recorded(1))[0]).toMatchObject({ statusCode: 426, outcome: "failed" });
});

test.each(["close", "terminate"] as const)(
  "a client that ends in the middle of an answer has cancelled it: %s",
  async (how) => {
    const { provider, tap } = await open({
      default: { ...BEHAVIOUR, tokensPerSecond: 50, outputTokens: 5_000 },
    });
    const socket = await connect(tap.url);
    socket.send(request());
    await once(socket, "message");
    socket[how]();
    expect((await tap.recorded(1))[0]).toMatchObject({ transport: "websocket", outcome: "cancelled" });
    await expect.poll(() => provider.requests()[0]?.ending, { timeout: 10_000 }).toBe("abandoned");
  },
);

test("a provider that breaks in the middle of an answer breaks the client's connection", async () => {
  const { tap } = await open({ default: { ...BEHAVIOUR, failure: { kind: "dropped", afterTokens: 5 } } });
  const socket = await connect(tap.url);
  const closed = once(socket, "close");
  socket.on("error", () => undefined);
  socket.send(request());
  expect((await closed)[0]).toBe(1006);
  expect((await tap.recorded(1))[0]).toMatchObject({ transport: "websocket", outcome: "failed" });
});

test("two lanes of one connection are told apart", async () => {
  const { tap } = await open();
  const socket = await connect(tap.url);
  const texts = collect(socket, 2);
  socket.send(request({ stream_id: "a", model: "first" }));
  socket.send(request({ stream_id: "b", model: "second" }));
  await texts;
  const records = await tap.recorded(2);
  expect(records.map(({ request: { streamId } }) => streamId).toSorted()).toEqual(["a", "b"]);
  expect(records.every(({ outcome }) => outcome === "complete")).toBe(true);
});
