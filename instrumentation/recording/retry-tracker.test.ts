import { expect, test } from "vitest";
import { followAnswer, type MadeUpAnswer } from "../testing/follow-answer.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import { RetryTracker } from "./retry-tracker.ts";

const HEADERS = { "content-type": "application/json" };
const WHOLE: MadeUpAnswer = { protocol: "openai.responses", headers: HEADERS, chunks: ['{"id":"resp_1"}'] };
const FAILED: MadeUpAnswer = { ...WHOLE, status: 500, chunks: ["{}"] };
const REFUSED: MadeUpAnswer = { ...FAILED, status: 429 };

/** An attempt that begins at that moment and takes 120 ms. */
async function attempt(answer: MadeUpAnswer, atMs: number, changes: Partial<ExchangeRecord> = {}) {
  const record = await followAnswer(answer);
  return { ...record, startedAtMs: atMs, endedAtMs: atMs + 120, ...changes };
}

/** Number of the call and of the try, for each attempt in its order. */
function callsOf(records: readonly ExchangeRecord[]): (readonly [call: number, resendCount: number])[] {
  const tracker = new RetryTracker();
  const calls: string[] = [];
  return records.map((record) => {
    const { callId, resendCount } = tracker.identify(record);
    if (!calls.includes(callId)) calls.push(callId);
    return [calls.indexOf(callId), resendCount];
  });
}

test("the same body after failures is the same call, until it succeeded", async () => {
  const records = await Promise.all([
    attempt(FAILED, 0),
    attempt(REFUSED, 1_000),
    attempt({ ...WHOLE, ending: "ECONNRESET", headers: null, chunks: [] }, 3_000),
    attempt(WHOLE, 5_000),
    attempt(WHOLE, 7_000),
  ]);
  expect(callsOf(records)).toEqual([
    [0, 0],
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 0],
  ]);
});

test("another body, server, port, protocol or way is another call", async () => {
  const first = await attempt(FAILED, 0);
  const later = await attempt(WHOLE, 1_000);
  for (const other of [
    { ...later, request: { ...later.request, fingerprint: "another" } },
    { ...later, serverAddress: "another.example.com" },
    { ...later, serverPort: 8443 },
    { ...later, endpoint: { ...later.endpoint, protocol: "openai.chat" as const } },
    { ...later, transport: "websocket" as const },
  ])
    expect(callsOf([first, other])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  expect(callsOf([first, { ...later, transport: "sse" }])).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test("what has no body is never tried again", async () => {
  const request = { ...(await attempt(FAILED, 0)).request, fingerprint: null };
  expect(callsOf([await attempt(FAILED, 0, { request }), await attempt(WHOLE, 500, { request })])).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test("what began before the failure, or long after it, is another call", async () => {
  const first = await attempt(FAILED, 0);
  expect(callsOf([first, await attempt(WHOLE, 60)])).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(callsOf([first, await attempt(WHOLE, 120 + 600_001)])).toEqual([
    [0, 0],
    [1, 0],
  ]);
  expect(callsOf([first, await attempt(WHOLE, 120 + 600_000)])).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test("an SDK that counts its tries is believed, also about the first one and ones that were not seen", async () => {
  const counted = (answer: MadeUpAnswer, retryCount: number, atMs: number) =>
    attempt(answer, atMs, { retryCount });
  expect(
    callsOf([
      await counted(FAILED, 0, 0),
      await counted(FAILED, 2, 500),
      await counted(FAILED, 0, 1_000),
      await counted(WHOLE, 1, 1_500),
    ]),
  ).toEqual([
    [0, 0],
    [0, 2],
    [1, 0],
    [1, 1],
  ]);
  expect(callsOf([await counted(WHOLE, 2, 0)])).toEqual([[0, 2]]);
});

test("a try that its SDK gave up for another one, as after a timeout, is of the same call; else it ends its call", async () => {
  const given = await attempt({ ...WHOLE, headers: null, chunks: [], ending: "cancelled" }, 0, {
    retryCount: 0,
  });
  expect(callsOf([given, await attempt(WHOLE, 500, { retryCount: 1 })])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(callsOf([given, await attempt(WHOLE, 500)])).toEqual([
    [0, 0],
    [1, 0],
  ]);
});

test("calls at once with equal bodies do not take each other's tries twice", async () => {
  const records = [
    await attempt(FAILED, 0),
    await attempt(FAILED, 10),
    await attempt(WHOLE, 500),
    await attempt(WHOLE, 510),
  ];
  expect(callsOf(records)).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [2, 0],
  ]);
});

test("only so many failed calls are remembered: the oldest is forgotten", async () => {
  const tracker = new RetryTracker();
  const failed = await attempt(FAILED, 0);
  const bodyOf = (fingerprint: string, record: ExchangeRecord) => ({
    ...record,
    request: { ...record.request, fingerprint },
  });
  for (let call = 0; call < 300; call += 1) tracker.identify(bodyOf(`body ${call}`, failed));
  const later = await attempt(WHOLE, 500);
  expect(tracker.identify(bodyOf("body 0", later)).resendCount).toBe(0);
  expect(tracker.identify(bodyOf("body 299", later)).resendCount).toBe(1);
});
