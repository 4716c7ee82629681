import { type Attributes, ROOT_CONTEXT, type Tracer } from "@opentelemetry/api";
import { LoggerProvider } from "@opentelemetry/sdk-logs";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import type { ExchangeRecord } from "../recording/exchange-record.ts";
import * as semconv from "../semconv.ts";
import { followAnswer, type MadeUpAnswer, plainEvent } from "../testing/follow-answer.ts";
import { withSessionIn } from "../turns/session-context.ts";
import { ExchangeReporter } from "./exchange-reporter.ts";

const chunk = (content: string) => plainEvent({ id: "c", model: "m", choices: [{ delta: { content } }] });

const STREAMED: MadeUpAnswer = {
  protocol: "openai.chat",
  chunks: [
    chunk("a"),
    chunk("b"),
    plainEvent({ choices: [], usage: { prompt_tokens: 1 } }),
    plainEvent("[DONE]"),
  ],
  requestHeaders: {
    "user-agent": "made-up/1.0",
    "session-id": "told-by-a-header",
    authorization: "Bearer made-up",
  },
};
const REFUSED: MadeUpAnswer = {
  ...STREAMED,
  status: 429,
  chunks: ['{"error":{"code":"rate_limit_exceeded"}}'],
  headers: { "x-ratelimit-limit-requests": "10", "x-ratelimit-remaining-requests": "0", "retry-after": "3" },
};

const session = withSessionIn(ROOT_CONTEXT, "told-by-the-program", {
  person: "p",
  team: "t",
  repository: "r",
});

/** All attributes that a span is told, in their order, however often. */
async function told(
  answer: MadeUpAnswer,
  around = ROOT_CONTEXT,
  otherwise: Partial<ExchangeRecord> = {},
): Promise<readonly [string, unknown][]> {
  const pairs: [string, unknown][] = [];
  const note = (attributes: Attributes) => pairs.push(...Object.entries(attributes));
  const sdk = new TracerProvider({}).getTracer("test");
  const tracer: Pick<Tracer, "startSpan"> = {
    startSpan(name, options = {}, context) {
      const span = sdk.startSpan(name, options, context);
      note(options.attributes ?? {});
      return Object.assign(span, {
        setAttribute(key: string, value: unknown) {
          pairs.push([key, value]);
          return span;
        },
        setAttributes(attributes: Attributes) {
          note(attributes);
          return span;
        },
      });
    },
  };
  const logger = new LoggerProvider({}).getLogger("test");
  new ExchangeReporter(() => ({ tracer, logger })).report(
    { ...(await followAnswer(answer)), ...otherwise },
    around,
  );
  return pairs;
}

for (const [what, answer] of Object.entries({ "that streamed": STREAMED, "that was refused": REFUSED })) {
  for (const [whose, around] of [
    ["of nobody's", ROOT_CONTEXT],
    ["of a session", session],
  ] as const) {
    test(`no attribute of an attempt ${what}, ${whose}, is told twice`, async () => {
      const names = (await told(answer, around)).map(([name]) => name);
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    });
  }
}

test("the session that the program names comes before the one in a header", async () => {
  expect(new Map(await told(STREAMED)).get(semconv.ATTR_GEN_AI_CONVERSATION_ID)).toBe("told-by-a-header");
  const own = new Map(await told(STREAMED, session));
  expect(own.get(semconv.ATTR_GEN_AI_CONVERSATION_ID)).toBe("told-by-the-program");
  expect(own.get(semconv.ATTR_USER_ID)).toBe("p");
});

test("of an answer that was read in part, nothing is told that the rest would have changed", async () => {
  const whole = new Map(await told(STREAMED));
  const part = new Map(await told(STREAMED, ROOT_CONTEXT, { incomplete: true }));
  const left = [...whole.keys()].filter((name) => !part.has(name));
  expect(left).toEqual([
    semconv.ATTR_ROUNDTRIP_LAST_TOKEN_MS,
    semconv.ATTR_ROUNDTRIP_TOKEN_EVENTS,
    semconv.ATTR_ROUNDTRIP_REASONING_STREAMED,
    semconv.ATTR_ROUNDTRIP_FIRST_EVENT_SHARE,
    semconv.ATTR_ROUNDTRIP_GAP_P50_MS,
    semconv.ATTR_ROUNDTRIP_GAP_P95_MS,
    semconv.ATTR_ROUNDTRIP_GAP_MAX_MS,
    semconv.ATTR_ROUNDTRIP_STALLS,
    semconv.ATTR_ROUNDTRIP_STALLED_MS,
  ]);
});
