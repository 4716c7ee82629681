import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { followAnswer } from "../testing/follow-answer.ts";
import type { ExchangeRecord } from "./exchange-record.ts";

const RESPONSES = "openai.responses";
const STREAM = { "content-type": "text/event-stream" };
const JSON_BODY = { "content-type": "application/json" };

const REFUSALS: readonly (readonly [
  status: number,
  body: string,
  outcome: ExchangeRecord["outcome"],
  errorType: string,
  throttle: string | null,
])[] = [
  [
    400,
    '{"error":{"type":"invalid_request_error","code":null,"message":"x"}}',
    "failed",
    "invalid_request_error",
    null,
  ],
  [401, '{"error":{"type":"authentication_error"}}', "failed", "authentication_error", null],
  [403, "<html>denied</html>", "failed", "403", null],
  [404, "", "failed", "404", null],
  [
    429,
    '{"error":{"code":"rate_limit_exceeded","message":"x"}}',
    "rateLimited",
    "rate_limit_exceeded",
    "rate",
  ],
  [
    429,
    '{"error":{"code":"insufficient_quota","type":"insufficient_quota"}}',
    "rateLimited",
    "insufficient_quota",
    "quota",
  ],
  [429, "", "rateLimited", "429", "rate"],
  [
    429,
    '{"type":"error","error":{"type":"rate_limit_error","message":"x"}}',
    "rateLimited",
    "rate_limit_error",
    "rate",
  ],
  [500, '{"error":{"message":"a sentence","code":"it broke, sorry"}}', "failed", "500", null],
  [503, '{"error":{"type":"service_unavailable_error"}}', "failed", "service_unavailable_error", "capacity"],
  [529, '{"type":"error","error":{"type":"overloaded_error"}}', "failed", "overloaded_error", "capacity"],
  [502, "{", "failed", "502", null],
  [500, '{"error":"a sentence"}', "failed", "500", null],
];

for (const [status, body, outcome, errorType, throttle] of REFUSALS) {
  test(`a ${status} with ${body || "no body"} is ${outcome}: ${errorType}`, async () => {
    for (const headers of [JSON_BODY, STREAM, {}]) {
      const record = await followAnswer({
        protocol: RESPONSES,
        status,
        headers,
        chunks: body === "" ? [] : [body],
      });
      expect(record).toMatchObject({
        outcome,
        errorType,
        statusCode: status,
        firstTokenAtMs: null,
        firstEventAtMs: null,
      });
      expect(record.throttle?.class ?? null).toBe(throttle);
    }
  });
}

test("a refusal says how long to wait, by its headers and its body, also as an event and compressed", async () => {
  const body = '{"type":"error","error":{"type":"rate_limit_error","message":"x"}}';
  const retry = { ...JSON_BODY, "retry-after": "7" };
  const answer = { protocol: RESPONSES, provider: "anthropic", status: 429 } as const;
  const expected = { errorType: "rate_limit_error", throttle: { class: "rate", retryAfterMs: 7_000 } };
  expect(await followAnswer({ ...answer, headers: retry, chunks: [...body] })).toMatchObject(expected);
  for (const event of [`data: ${body}\n\n`, `event: error\ndata: ${body}\n\n`])
    expect(await followAnswer({ ...answer, headers: retry, chunks: [event] })).toMatchObject(expected);
  const compressed = { ...retry, "content-encoding": "gzip" };
  expect(await followAnswer({ ...answer, headers: compressed, chunks: [gzipSync(body)] })).toMatchObject(
    expected,
  );
});
