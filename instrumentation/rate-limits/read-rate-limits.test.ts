import { expect, test } from "vitest";
import type { RateLimitReading } from "./rate-limit-reading.ts";
import { readRateLimitHeaders } from "./read-rate-limits.ts";

const NOW = Date.UTC(2026, 10, 25, 12);
const NOW_S = NOW / 1000;

/** Family, unit, window in minutes, limit, remaining, used fraction, ms from now to the reset. */
type Row = readonly [
  string,
  string,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
];

const rowOf = (reading: RateLimitReading): Row => [
  reading.family,
  reading.unit,
  reading.windowMinutes,
  reading.limit,
  reading.remaining,
  reading.usedFraction,
  reading.resetsAtMs === null ? null : reading.resetsAtMs - NOW,
];

const read = (provider: string, headers: Readonly<Record<string, string>>, status = 200) =>
  readRateLimitHeaders(provider, new Map(Object.entries(headers)), status, NOW);

const bucket = (ending: string, limit: string, remaining: string, reset?: string) => ({
  [`x-ratelimit-limit-${ending}`]: limit,
  [`x-ratelimit-remaining-${ending}`]: remaining,
  ...(reset === undefined ? {} : { [`x-ratelimit-reset-${ending}`]: reset }),
});

const HEADERS: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly Row[]])[] = [
  [
    "OpenAI",
    "openai",
    {
      ...bucket("requests", "500", "400", "120ms"),
      ...bucket("tokens", "30000", "30000", "6m0s"),
      ...bucket("tokens_usage_based", "40000", "30000", "1s"),
      ...bucket("images", "5", "5", "1s"),
    },
    [
      ["requests", "requests", null, 500, 400, 0.2, 120],
      ["tokens", "tokens", null, 30_000, 30_000, 0, 360_000],
      ["tokens_usage_based", "tokens", null, 40_000, 30_000, 0.25, 1_000],
    ],
  ],
  [
    "Azure",
    "azure.ai.openai",
    { ...bucket("requests", "100", "99"), ...bucket("tokens", "1000", "750", "45") },
    [
      ["requests", "requests", null, 100, 99, 0.01, null],
      ["tokens", "tokens", null, 1_000, 750, 0.25, 45_000],
    ],
  ],
  ["Azure, which does not know", "azure.ai.openai", bucket("tokens", "-1", "-1", "0"), []],
  [
    "Groq",
    "groq",
    { ...bucket("requests", "14400", "14370", "2m59.56s"), ...bucket("tokens", "18000", "9000", "370ms") },
    [
      ["requests", "requests", 1_440, 14_400, 14_370, 30 / 14_400, 179_560],
      ["tokens", "tokens", 1, 18_000, 9_000, 0.5, 370],
    ],
  ],
  [
    "Cerebras",
    "cerebras",
    {
      ...bucket("requests-day", "1000", "750", "33011.382867"),
      ...bucket("tokens-minute", "60000", "60000", "11.5"),
      ...bucket("tokens-hour", "100", "50", "1"),
    },
    [
      ["requests", "requests", 1_440, 1_000, 750, 0.25, 33_011_383],
      ["tokens", "tokens", 1, 60_000, 60_000, 0, 11_500],
      ["tokens", "tokens", 60, 100, 50, 0.5, 1_000],
    ],
  ],
  [
    "Mistral",
    "mistral_ai",
    {
      ...bucket("req-minute", "60", "30"),
      ...bucket("tokens-minute", "500000", "250000"),
      "x-ratelimit-tokens-query-cost": "25",
    },
    [
      ["requests", "requests", 1, 60, 30, 0.5, null],
      ["tokens", "tokens", 1, 500_000, 250_000, 0.5, null],
    ],
  ],
  [
    "OpenRouter",
    "openrouter",
    {
      "x-ratelimit-limit": "20",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(NOW + 30_000),
    },
    [["requests", "requests", null, 20, 0, 1, 30_000]],
  ],
  [
    "Together",
    "together",
    {
      "x-ratelimit-limit": "10",
      "x-ratelimit-remaining": "9",
      "x-ratelimit-reset": "1",
      "x-tokenlimit-limit": "1000",
      "x-tokenlimit-remaining": "500",
    },
    [
      ["requests", "requests", null, 10, 9, 0.1, 1_000],
      ["tokens", "tokens", null, 1_000, 500, 0.5, null],
    ],
  ],
  [
    "Fireworks",
    "fireworks",
    {
      "x-ratelimit-limit-tokens-prompt": "100",
      "x-ratelimit-limit-tokens-cache-adjusted-prompt": "200",
      "x-ratelimit-limit-tokens-generated": "300",
    },
    [
      ["tokens_prompt", "input", null, 100, null, null, null],
      ["tokens_cache_adjusted_prompt", "input", null, 200, null, null, null],
      ["tokens_generated", "output", null, 300, null, null, null],
    ],
  ],
  [
    "xAI",
    "x_ai",
    bucket("requests", "480", "479"),
    [["requests", "requests", null, 480, 479, 1 / 480, null]],
  ],
  [
    "GitHub Models",
    "github",
    {
      ...bucket("requests", "20000", "19999", "60"),
      "x-ratelimit-renewalperiod-requests": "60",
      "x-ratelimit-type": "UserByMinute",
      "x-ratelimit-timeremaining": "55",
    },
    [
      ["requests", "requests", 1, 20_000, 19_999, 1 / 20_000, 60_000],
      ["userbyminute", "requests", 1, null, null, null, 55_000],
    ],
  ],
  [
    "GitHub Models, too many at once",
    "github",
    { "x-ratelimit-type": "UserConcurrentRequests", "x-ratelimit-timeremaining": "0" },
    [["userconcurrentrequests", "concurrency", null, null, null, null, 0]],
  ],
  [
    "GitHub Copilot",
    "github_copilot",
    {
      "x-quota-snapshot-chat": "ent=-1&ov=0.0&ovPerm=false&rem=100.0&rst=2026-12-01T00%3A00%3A00Z",
      "x-quota-snapshot-premium_interactions":
        "ent=300&ov=0.0&ovPerm=true&rem=75.0&rst=2026-12-01T00%3A00%3A00Z",
    },
    [
      ["chat", "requests", null, null, null, null, Date.UTC(2026, 11, 1) - NOW],
      ["premium_interactions", "requests", null, 300, null, 0.25, Date.UTC(2026, 11, 1) - NOW],
    ],
  ],
  [
    "SambaNova",
    "sambanova",
    bucket("requests-day", "1000", "500", "4h17m"),
    [["requests", "requests", 1_440, 1_000, 500, 0.5, 15_420_000]],
  ],
  [
    "DigitalOcean",
    "digitalocean",
    {
      "x-ratelimit-limit": "100",
      "x-ratelimit-remaining": "50",
      "x-ratelimit-reset": String(NOW_S + 20),
    },
    [["requests", "requests", null, 100, 50, 0.5, 20_000]],
  ],
  [
    "Cohere",
    "cohere",
    { "x-trial-endpoint-call-remaining": "39" },
    [["trial_endpoint_calls", "requests", null, null, 39, null, null]],
  ],
  [
    "the draft of the IETF",
    "anyone",
    {
      "ratelimit-policy": '"burst";q=100;w=60, "daily";q=1000;w=86400, "body";q=5;qu="content-bytes"',
      ratelimit: '"burst";r=50;t=30',
    },
    [
      ["burst", "requests", 1, 100, 50, 0.5, 30_000],
      ["daily", "requests", 1_440, 1_000, null, null, null],
    ],
  ],
  [
    "the draft of the IETF, at once",
    "anyone",
    {
      "ratelimit-policy": '"lanes";q=5;qu="concurrent-requests"',
      ratelimit: '"lanes";r=0;pk=:cGs=:',
    },
    [["lanes", "concurrency", null, 5, 0, 1, null]],
  ],
  [
    "the older drafts of the IETF",
    "anyone",
    {
      "ratelimit-limit": "100, 10;w=1, 100;w=60",
      "ratelimit-remaining": "25",
      "ratelimit-reset": "50",
    },
    [["requests", "requests", 1, 100, 25, 0.75, 50_000]],
  ],
];

test.each(HEADERS)("the headers of %s become their buckets", (_who, provider, headers, rows) => {
  expect(read(provider, headers).map(rowOf)).toEqual(rows);
});

test("a header that tells nothing makes no reading", () => {
  expect(read("openai", { "content-type": "text/event-stream", "x-request-id": "r", age: "1" })).toEqual([]);
});

test.each([
  ["limit", ["", "-1", "many", "1e999", "NaN", "0x10"]],
  ["remaining", ["", "-1", "few", "-0.5", "Infinity"]],
  ["reset", ["", "-1", "soon", "-5s", "NaN"]],
] as const)("a malformed %s is unknown, and the rest is kept", (field, values) => {
  const whole = { ...bucket("requests", "100", "50", "1s") };
  const names = { limit: "limit", remaining: "remaining", reset: "resetsAtMs" } as const;
  for (const value of values) {
    const [reading] = read("openai", { ...whole, [`x-ratelimit-${field}-requests`]: value });
    expect(reading?.[names[field]]).toBeNull();
    expect(reading).toMatchObject(field === "limit" ? { remaining: 50 } : { limit: 100 });
  }
});

test("more left than there may be tells no share", () => {
  expect(read("openai", bucket("requests", "10", "20"))[0]).toMatchObject({ usedFraction: null });
});

test("a limit of nothing is one that was not provisioned", () => {
  expect(read("mistral_ai", bucket("req-minute", "0", "0"))[0]).toMatchObject({
    limit: 0,
    usedFraction: null,
    status: "not_provisioned",
  });
});

test.each(['"a";r', '"a";r=1,', "a b", '"a;r=1', '"a";R=1', "(a b);r=1", '"a";r=1;;', ":a;r=1"])(
  "the malformed RateLimit %j is ignored",
  (ratelimit) => {
    expect(read("anyone", { ratelimit })).toEqual([]);
  },
);

test("Retry-After comes before the time of RateLimit", () => {
  const [reading] = read("anyone", { ratelimit: '"a";r=0;t=30', "retry-after": "90" }, 429);
  expect(reading?.resetsAtMs).toBe(NOW + 90_000);
});

test("values are kept as they came, unless they are none that a provider sends", () => {
  const headers = {
    ...bucket("requests", "500", "499", "120ms"),
    "x-ratelimit-remaining-requests": "<html>",
  };
  expect(read("openai", headers)[0]?.raw).toBe(
    "x-ratelimit-limit-requests: 500; x-ratelimit-remaining-requests: …; x-ratelimit-reset-requests: 120ms",
  );
});
