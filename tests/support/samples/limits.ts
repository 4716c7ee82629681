import {
  logs,
  SAMPLE_T0,
  type SampleExport,
  type SampleOrigin,
  span,
  traces,
} from "#tests/support/sample-export.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const originOf = (person: string, traceId: string): SampleOrigin => ({
  resource: {
    "service.name": "roundtrip-tap",
    "service.version": "1.0.0",
    "user.id": person,
    "team.id": "engines",
  },
  scope: "roundtrip-instrumentation",
  traceId,
});

/** Two people with an account each. */
const ADA = {
  origin: originOf("ada", "5a3c00000000000000000000000000da"),
  account: "3f9a12aabbccddee",
  session: "session-of-ada",
};
const BOB = {
  origin: originOf("bob", "5a3c00000000000000000000000000b0"),
  account: "b0b0b0aabbccddee",
  session: "session-of-bob",
};

type Person = typeof ADA;

interface Reading {
  readonly family: string;
  readonly windowMinutes: number;
  readonly usedFraction: number;
  readonly resetsAtMs: number;
}

/**
 * The limits of two people as a tap tells them, up to this Unix ms: ada's five hours fill up fast; bob's week of the
 * general family is spent, so that his untouched fast family is of no use. Some attempts of both were refused.
 */
export function sampleLimits(nowMs: number): readonly SampleExport[] {
  const at = (ms: number): number => nowMs - SAMPLE_T0 + ms;
  const reading = ({ account, session }: Person, ms: number, told: Reading) => ({
    atMs: at(ms),
    eventName: "roundtrip.rate_limit",
    attributes: {
      "gen_ai.provider.name": "openai",
      "gen_ai.conversation.id": session,
      "roundtrip.rate_limit.account": account,
      "roundtrip.rate_limit.family": told.family,
      "roundtrip.rate_limit.window_minutes": told.windowMinutes,
      "roundtrip.rate_limit.window_kind": "fixed",
      "roundtrip.rate_limit.unit": "percent",
      "roundtrip.rate_limit.used_fraction": told.usedFraction,
      "roundtrip.rate_limit.resets_at_ms": told.resetsAtMs,
      "roundtrip.rate_limit.source": "header",
      "roundtrip.rate_limit.raw": `x-codex-primary-used-percent: ${told.usedFraction * 100}`,
    },
  });
  // Two hours ago a tenth was used, a minute ago eight tenths; three hours remain.
  const filling = Array.from({ length: 36 }, (_, index) =>
    reading(ADA, -119 * MINUTE_MS + index * (118 / 35) * MINUTE_MS, {
      family: "codex",
      windowMinutes: 300,
      usedFraction: Math.round((0.1 + (0.7 * index) / 35) * 100) / 100,
      resetsAtMs: nowMs + 3 * HOUR_MS,
    }),
  );
  const week = { family: "codex", windowMinutes: 10_080, resetsAtMs: nowMs + 50 * HOUR_MS };
  const fast = { family: "codex_bengalfox", windowMinutes: 300, resetsAtMs: nowMs + 4 * HOUR_MS };
  return [
    logs(ADA.origin, filling),
    logs(BOB.origin, [
      reading(BOB, -90 * MINUTE_MS, { ...week, usedFraction: 0.97 }),
      reading(BOB, -30 * MINUTE_MS, { ...week, usedFraction: 1 }),
      reading(BOB, -29 * MINUTE_MS, { ...fast, usedFraction: 0 }),
    ]),
    traces(ADA.origin, [adasTurn(at(-40 * MINUTE_MS))]),
    traces(BOB.origin, [bobsTurn(at(-20 * MINUTE_MS))]),
  ];
}

const turn = { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "turn" };

const attempt = ({ account, session }: Person, family: string, callId: string) => ({
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": family === "codex" ? "gpt-5.3-codex" : "gpt-5.3-codex-spark",
  "gen_ai.conversation.id": session,
  "roundtrip.client.name": "codex_exec",
  "roundtrip.call.id": callId,
  "roundtrip.transport": "sse",
  "roundtrip.rate_limit.account": account,
  "roundtrip.rate_limit.family": family,
});

/** Refused twice for lack of capacity, answered the third time: 5 s lost of which 4.8 s were spent waiting. */
function adasTurn(fromMs: number) {
  const shared = attempt(ADA, "codex", "adas-call");
  const refused = (tries: number) => ({
    ...shared,
    "http.request.resend_count": tries,
    "http.response.status_code": 529,
    "roundtrip.outcome": "failed",
    "error.type": "overloaded",
    "roundtrip.throttle.class": "capacity",
    "roundtrip.throttle.code": "overloaded",
  });
  return span("invoke_agent turn", fromMs, fromMs + 8_000, turn, {
    children: [
      span("chat", fromMs + 100, fromMs + 200, refused(0), { failed: "overloaded" }),
      span("chat", fromMs + 2_100, fromMs + 2_200, refused(1), { failed: "overloaded" }),
      span("chat", fromMs + 5_100, fromMs + 8_000, {
        ...shared,
        "http.request.resend_count": 2,
        "http.response.status_code": 200,
        "roundtrip.outcome": "complete",
        "roundtrip.first_token_ms": 400,
        "roundtrip.first_output_ms": 500,
        "roundtrip.last_token_ms": 2_800,
        "roundtrip.token_events": 60,
        "gen_ai.usage.input_tokens": 9_000,
        "gen_ai.usage.output_tokens": 300,
      }),
    ],
  });
}

/** The fast family was asked, and the spent week of the general one refused it: 150 ms lost. */
function bobsTurn(fromMs: number) {
  return span("invoke_agent turn", fromMs, fromMs + 400, turn, {
    children: [
      span(
        "chat",
        fromMs + 100,
        fromMs + 250,
        {
          ...attempt(BOB, "codex_bengalfox", "bobs-call"),
          "http.request.resend_count": 0,
          "http.response.status_code": 429,
          "roundtrip.outcome": "rateLimited",
          "error.type": "usage_limit_reached",
          "roundtrip.throttle.class": "quota",
          "roundtrip.throttle.code": "usage_limit_reached",
          "roundtrip.throttle.retryable": false,
          "roundtrip.throttle.family": "codex",
          "roundtrip.throttle.window_minutes": 10_080,
          "roundtrip.throttle.unit": "percent",
        },
        { failed: "a message that may quote the request" },
      ),
    ],
  });
}
