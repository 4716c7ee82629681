import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FlatHeaders } from "../reading/flat-headers.ts";
import type { Exchange } from "../recording/exchange.ts";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import { startExchange } from "../recording/start-exchange.ts";
import { plainEvent } from "../testing/follow-answer.ts";
import { finishDeferred } from "./deferred.ts";
import { givePage, takePage } from "./page-pool.ts";
import { tapeExchange } from "./tape-exchange.ts";
import { giveUpAll } from "./under-way.ts";

const START = {
  endpoint: { provider: "openai", protocol: "openai.chat", operation: "chat", model: null, streams: null },
  serverAddress: "provider.example.com",
  serverPort: 443,
  headers: [["user-agent", "made-up/1.0"]],
} as const;

const chunk = (content: string) =>
  plainEvent({ id: "chatcmpl-1", model: "made-up", choices: [{ index: 0, delta: { content } }] });

const ENCODINGS = { identity: Buffer.from, gzip: gzipSync, br: brotliCompressSync, unknown: Buffer.from };

/** What happens to one exchange. */
const course = fc.record({
  request: fc.array(fc.nat(12_000), { maxLength: 4 }),
  isConnected: fc.boolean(),
  words: fc.array(fc.string({ maxLength: 300, size: "max" }), { maxLength: 200, size: "max" }),
  cuts: fc.array(fc.nat(), { maxLength: 300, size: "max" }),
  encoding: fc.constantFrom("identity", "gzip", "br", "unknown"),
  status: fc.constantFrom(200, 429, null),
  ending: fc.constantFrom("ended", "cancelled", "ECONNRESET"),
});

type Course = typeof course extends fc.Arbitrary<infer T> ? T : never;

/** Has it happen, one thing a millisecond after the other, and gives the record. */
function happen(
  begin: (...how: Parameters<typeof startExchange>) => Exchange,
  made: Course,
  startedAtMs: number,
): Promise<ExchangeRecord> {
  const { promise, resolve } = Promise.withResolvers<ExchangeRecord>();
  let atMs = startedAtMs;
  const exchange = begin({ ...START, startedAtMs }, resolve);
  const next = () => {
    atMs += 1;
    return atMs;
  };
  if (made.isConnected)
    exchange.connected({ reused: true, dnsMs: null, connectMs: null, tlsMs: null, upgradeMs: null });
  made.request.forEach((length, index) => {
    const bytes = Buffer.from(
      index === 0 ? '{"model":"made-up","input":"'.padEnd(length, "x") : "y".repeat(length),
    );
    exchange.requestChunk(bytes);
  });
  exchange.requestSent(next());
  if (made.status !== null) answer(exchange, made, next);
  if (made.ending === "ended") exchange.ended(next());
  else if (made.ending === "cancelled") exchange.cancelled(next());
  else exchange.failed(made.ending, next());
  exchange.responseChunk(Buffer.from(chunk("too late")), next());
  exchange.ended(next());
  return promise;
}

function answer(exchange: Exchange, { words, cuts, encoding, status }: Course, next: () => number): void {
  exchange.headers(103, [], next());
  const headers = [
    "Content-Type",
    "text/event-stream",
    "Content-Encoding",
    encoding,
    "X-Request-Id",
    "req_1",
  ];
  exchange.headers(status ?? 200, new FlatHeaders(headers.map((text) => Buffer.from(text))), next());
  const body = ENCODINGS[encoding](words.map(chunk).join("") + plainEvent("[DONE]"));
  const ends = [...cuts.map((place) => place % (body.length + 1)), body.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    const piece = Buffer.from(body.subarray(from, end));
    exchange.responseChunk(piece, next());
    // Whose bytes they are may write something else there afterwards; what is inflated is kept by whoever inflates it.
    if (encoding === "identity") piece.fill(0);
    from = end;
  }
}

const SHORT = {
  request: [],
  isConnected: true,
  words: ["a", "b"],
  cuts: [100],
  ending: "ended",
} satisfies Partial<Course>;

/** What can be compared: readings are the same where the headers are. */
function told({ readings, ...rest }: ExchangeRecord) {
  return { ...rest, readings: readings() };
}

test("what is read from a tape is what would have been read at once, whatever passes", async () => {
  await fc.assert(
    fc.asyncProperty(course, async (made) => {
      const nowMs = performance.now();
      const atOnce = happen((start, onEnd) => startExchange(start, onEnd), made, nowMs);
      const taped = happen(tapeExchange, made, nowMs);
      finishDeferred();
      expect(told(await taped)).toEqual(told(await atOnce));
    }),
    { numRuns: 100 },
  );
});

test("nothing is told before the program has had its turn, then each once, in the order of their ends", async () => {
  const told: string[] = [];
  const begin = (name: string) =>
    tapeExchange({ ...START, startedAtMs: performance.now() }, () => told.push(name));
  const [first, second] = [begin("first"), begin("second")];
  second.ended(performance.now());
  second.cancelled(performance.now());
  first.cancelled(performance.now());
  expect(told).toEqual([]);
  await expect.poll(() => told).toEqual(["second", "first"]);
});

test("a compressed answer is inflated at its end, after all that ended before has been told", async () => {
  const told: string[] = [];
  const begin = (name: string) =>
    tapeExchange({ ...START, startedAtMs: performance.now() }, ({ outcome }) =>
      told.push(`${name} ${outcome}`),
    );
  const [plain, compressed] = [begin("plain"), begin("compressed")];
  answer(plain, { ...SHORT, encoding: "identity", status: 429 }, () => 1);
  answer(compressed, { ...SHORT, encoding: "gzip", status: 200 }, () => 1);
  plain.ended(2);
  compressed.ended(3);
  // Nobody has to ask for it.
  expect(told).toEqual(["plain rateLimited"]);
  await expect.poll(() => told).toEqual(["plain rateLimited", "compressed complete"]);
});

test("what cannot be told of costs no other call its place", () => {
  const records: ExchangeRecord[] = [];
  for (let number = 0; number < 300; number += 1) {
    const exchange = tapeExchange({ ...START, startedAtMs: performance.now() }, (record) => {
      records.push(record);
      throw new Error("made up");
    });
    answer(exchange, { ...SHORT, encoding: "identity", status: 200 }, () => 1);
    exchange.ended(2);
  }
  finishDeferred();
  expect(records).toHaveLength(300);
  const page = takePage();
  expect(page).not.toBeNull();
  if (page !== null) givePage(page, 0);
});

test("nothing of what passed is left on a page, however often it was written on", () => {
  for (const [request, words] of [
    [[3_000], ["a".repeat(9_000), "b".repeat(9_000), "c"]],
    [[8_000, 8_000], ["d"]],
    [[], ["e".repeat(16_000)]],
  ] as const) {
    const exchange = tapeExchange({ ...START, startedAtMs: performance.now() }, () => undefined);
    for (const length of request) exchange.requestChunk(Buffer.alloc(length, "r"));
    answer(exchange, { ...SHORT, words: [...words], cuts: [], encoding: "identity", status: 200 }, () => 1);
    // The last one is somebody else's.
    if (request.length > 0) exchange.ended(2);
    else exchange.forget();
  }
  finishDeferred();
  const pages = Array.from({ length: 3 }, takePage);
  for (const page of pages) expect(page?.bytes.every((byte) => byte === 0)).toBe(true);
  for (const page of pages) if (page !== null) givePage(page, 0);
});

test("what is under way when the program ends was given up, with what had come until then, and is told of once", () => {
  const records: ExchangeRecord[] = [];
  const begin = () =>
    tapeExchange({ ...START, startedAtMs: performance.now() }, (record) => records.push(record));
  const [over, waiting, forgotten] = [begin(), begin(), begin()];
  for (const exchange of [over, waiting, forgotten]) {
    exchange.headers(200, [["content-type", "text/event-stream"]], 1);
    exchange.responseChunk(Buffer.from(["a", "b", "c"].map(chunk).join("")), 2);
  }
  over.responseChunk(Buffer.from(plainEvent("[DONE]")), 3);
  over.ended(4);
  forgotten.forget();
  begin();
  giveUpAll();
  giveUpAll();
  waiting.ended(performance.now());
  forgotten.ended(performance.now());
  finishDeferred();
  expect(records.map(({ outcome, tokenEvents }) => `${outcome} ${tokenEvents}`)).toEqual([
    "complete 3",
    "cancelled 3",
    "cancelled 0",
  ]);
});

test("however many run at once, each is read", async () => {
  const records: ExchangeRecord[] = [];
  const running = Array.from({ length: 2_000 }, () =>
    tapeExchange({ ...START, startedAtMs: performance.now() }, (record) => records.push(record)),
  );
  for (const exchange of running) answer(exchange, { ...SHORT, encoding: "identity", status: 200 }, () => 1);
  for (const exchange of running) exchange.ended(2);
  finishDeferred();
  expect(records).toHaveLength(2_000);
  expect(new Set(records.map(({ outcome, tokenEvents }) => `${outcome} ${tokenEvents}`))).toEqual(
    new Set(["complete 2"]),
  );
});
