import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type RegisteredPrograms, startForPrograms } from "#tests/support/registered-programs.ts";

// Programs that end right after their answer, or before it.

let programs: RegisteredPrograms;

beforeAll(async () => {
  programs = await startForPrograms({
    "exiting-gzip": { contentCoding: "gzip" },
    "exiting-deflate": { contentCoding: "deflate" },
    leaving: { outputTokens: 200, tokensPerSecond: 100 },
    "leaving-gzip": { outputTokens: 200, tokensPerSecond: 100, contentCoding: "gzip" },
    burst: { outputTokens: 60, tokensPerSecond: 20_000 },
  });
});

afterAll(() => programs.close());

/** The port of a server that is closed after the test. */
async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function leaveSocket(port: number, how: string): Promise<readonly unknown[]> {
  const args = [`http://127.0.0.1:${port}`, "burst", "socket", how];
  const program = programs.run("leave-early.mjs", args, { OTEL_SERVICE_NAME: `${how}-${port}` }, port);
  await program.ended;
  return programs.spansOf(`${how}-${port}`).map(({ attributes }) => attributes.get("roundtrip.outcome"));
}

test.each([
  ["stream", "null"],
  ["stream", "gzip"],
  ["whole", "gzip"],
  ["stream", "deflate"],
])(
  "a program that exits the moment it has its answer has told of it all the same: %s, %s",
  async (way, coding) => {
    const model = `exiting-${coding}`;
    const name = `${model}-${way}`;
    for (let time = 0; time < 2; time += 1) {
      const program = programs.run("ask-and-exit.mjs", [programs.provider.url, model, way], {
        OTEL_SERVICE_NAME: `${name}-${time}`,
      });
      expect(await program.ended).toBe(3);
      const own = programs.spansOf(`${name}-${time}`);
      expect(own).toHaveLength(1);
      expect(Object.fromEntries(own[0]?.attributes ?? [])).toMatchObject({
        "roundtrip.outcome": "complete",
        "gen_ai.usage.output_tokens": 30,
        ...(way === "stream" && { "roundtrip.token_events": 30 }),
      });
      expect(programs.sink.logs.filter(({ spanId }) => spanId === own[0]?.spanId)).toHaveLength(1);
    }
  },
);

test.each([
  ["fetch", "leaving", "exit", 3],
  ["fetch", "leaving-gzip", "exit", 3],
  ["fetch", "leaving", "signal", "SIGTERM"],
  ["fetch", "leaving-gzip", "signal", "SIGTERM"],
  ["fetch", "leaving", "handled", 130],
  ["fetch", "leaving", "unread", 3],
  ["socket", "leaving", "exit", 3],
  ["socket", "leaving", "signal", "SIGTERM"],
])(
  "an answer that a program does not wait for is told of as given up: %s, %s, %s",
  async (way, model, how, code) => {
    const name = `${model}-${way}-${how}`;
    const args = [programs.provider.url, model, way, how];
    const program = programs.run("leave-early.mjs", args, { OTEL_SERVICE_NAME: name });
    expect(await program.ended).toBe(code);
    const own = programs.spansOf(name);
    expect(own.map(({ attributes }) => attributes.get("roundtrip.outcome"))).toEqual(["cancelled"]);
    const events = own[0]?.attributes.get("roundtrip.token_events");
    if (how !== "unread") expect(events).toBeGreaterThan(3);
    expect(events ?? 0).toBeLessThan(200);
  },
);

test.each(["exit", "signal"])(
  "of compressed messages that come all at once, none keeps the call from being told of: %s",
  async (how) => {
    const [outcome, ...more] = await leaveSocket(programs.provider.port, how);
    expect(more).toEqual([]);
    // All of it may have come before the program left.
    expect(["cancelled", "complete"]).toContain(outcome);
  },
);

test("a WebSocket that is refused with a compressed body right before the end is told of", async () => {
  const server = createServer();
  server.on("upgrade", (_, socket) => {
    socket.on("error", () => undefined);
    const body = gzipSync(JSON.stringify({ error: { code: "rate_limit_exceeded", message: "made up" } }));
    socket.write(
      `HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${body.byteLength}\r\n\r\n`,
    );
    socket.end(body);
  });
  expect(await leaveSocket(await listen(server), "refused")).toEqual(["rateLimited"]);
});

test("a WebSocket that does not come about, before the program leaves or at all, is told of", async () => {
  const silent = createTcpServer((socket) => void socket.on("error", () => undefined));
  expect(await leaveSocket(await listen(silent), "connecting")).toEqual(["cancelled"]);
  const free = createTcpServer();
  const port = await listen(free);
  await new Promise((resolve) => free.close(resolve));
  expect(await leaveSocket(port, "refused")).toEqual(["failed"]);
});
