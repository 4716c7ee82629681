import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import Ws from "ws";
import { startSimulatedProvider } from "#simulation/provider.ts";
import {
  MEASURED_BEHAVIOUR,
  type MeasuredProvider,
  measureProvider,
} from "#tests/support/measured-provider.ts";

let measured: MeasuredProvider;

beforeAll(async () => {
  measured = await measureProvider();
});

afterEach(() => measured.forget());

afterAll(() => measured.close());

test.each([
  [
    "the ws package",
    () => new Ws(`ws://127.0.0.1:${measured.provider.port}/v1/responses`) as unknown as WebSocket,
  ],
  ["the built-in WebSocket", () => new WebSocket(`ws://127.0.0.1:${measured.provider.port}/v1/responses`)],
])(
  "%s: a warm-up and two calls on one socket are three records, of which the later reuse it",
  async (name, open) => {
    const model = `socket-${name.replace(/\W+/g, "-")}`;
    const socket = open();
    await new Promise<void>((resolve, reject) => {
      const requests = [{ generate: false }, {}, {}];
      const next = () => {
        const request = requests.shift();
        if (request === undefined) resolve();
        else socket.send(JSON.stringify({ type: "response.create", model, input: [], ...request }));
      };
      socket.addEventListener("open", next);
      socket.addEventListener("error", () => reject(new Error("The socket broke")));
      socket.addEventListener("message", ({ data }) => {
        if (JSON.parse(String(data)).type === "response.completed") next();
      });
    });
    socket.close();
    const found = await measured.recordsOf(model, 3);
    expect(found.map(({ transport, outcome }) => [transport, outcome])).toEqual(
      Array.from({ length: 3 }, () => ["websocket", "complete"]),
    );
    expect(found.map(({ request }) => request.warmUp)).toEqual([true, false, false]);
    // The built-in one may shake hands on a connection that a fetch has left open.
    expect(found.slice(1).map(({ connection }) => connection.reused)).toEqual([true, true]);
    expect(found.map(({ connection }) => connection.upgradeMs !== null)).toEqual([true, false, false]);
    expect(found[1]).toMatchObject({ usage: { inputTokens: 1200, outputTokens: 40 }, tokenEvents: 40 });
  },
);

test("a compressed WebSocket is read as a plain one", async () => {
  const model = "compressed-socket";
  const compressing = await startSimulatedProvider({
    default: MEASURED_BEHAVIOUR,
    models: {},
    deflate: true,
  });
  measured.alsoMeasure(compressing.port);
  const socket = new Ws(`ws://127.0.0.1:${compressing.port}/v1/responses`, { perMessageDeflate: true });
  await new Promise<void>((resolve, reject) => {
    socket.on("open", () => socket.send(JSON.stringify({ type: "response.create", model, input: [] })));
    socket.on("error", reject);
    socket.on("message", (data) => {
      if (JSON.parse(String(data)).type === "response.completed") resolve();
    });
  });
  expect(socket.extensions).toContain("permessage-deflate");
  socket.close();
  const [record] = await measured.recordsOf(model);
  expect(record).toMatchObject({ outcome: "complete", usage: { outputTokens: 40 }, tokenEvents: 40 });
  await compressing.close();
});

test("a WebSocket's refused handshake is an attempt that failed, with its status", async () => {
  const strict = await startSimulatedProvider({ refuseUpgrade: 503 });
  measured.alsoMeasure(strict.port);
  const socket = new Ws(`ws://127.0.0.1:${strict.port}/v1/responses`);
  await new Promise((resolve) => socket.once("error", resolve));
  await expect.poll(() => measured.records().length, { timeout: 10_000 }).toBe(1);
  expect(measured.records()[0]).toMatchObject({ transport: "websocket", outcome: "failed", statusCode: 503 });
  await strict.close();
});
