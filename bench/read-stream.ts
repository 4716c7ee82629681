import type { Protocol } from "#instrumentation/providers/model-endpoint.ts";
import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { finishDeferred } from "#instrumentation/sources/deferred.ts";
import { tapeExchange } from "#instrumentation/sources/tape-exchange.ts";

// What reading an answer costs where it passes: each event comes as a chunk of its own with one token, as fast streams
// come, through the same calls that every transport makes. The yardstick is JSON.parse of the same events and nothing
// else, which is the least that any SDK does. `node bench/read-stream.ts [protocol]`

const EVENTS = 2_000;
const ROUND_MS = 1_000;
const ROUNDS = 3;

const WORDS = [" the", " token", "\\n", " rate", ",", " of", " 1000", "ing", ' \\"quoted\\"', " a"];
const word = (at: number) => WORDS[at % WORDS.length] ?? "";

interface Stream {
  readonly protocol: Protocol;
  readonly what: string;
  /** Built as the provider builds them, with a word as it is written in JSON. */
  readonly event: (text: string, at: number) => string;
  readonly first: string;
  readonly last: string;
}

const named = (data: string) => `event: ${/"type":"([^"]+)"/.exec(data)?.[1]}\ndata: ${data}\n\n`;
const plain = (data: string) => `data: ${data}\n\n`;

const RESPONSE =
  '"response":{"id":"resp_0f3c5a7be19d4e68","object":"response","created_at":1790000000,"model":"gpt-5.3-codex-spark"';
const CHUNK =
  '{"id":"chatcmpl-BxT4q9sWzL2","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5.3","service_tier":"default","system_fingerprint":"fp_44709d6fcb"';
const USAGE = '"usage":{"prompt_tokens":1200,"completion_tokens":2000,"total_tokens":3200}';
const CANDIDATE_END =
  '"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":1200,"candidatesTokenCount":';

const chunk = (delta: string, finish = "null", usage = ',"usage":null') =>
  plain(
    `${CHUNK},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}]${usage}}`,
  );

const STREAMS: readonly Stream[] = [
  {
    protocol: "openai.responses",
    what: "OpenAI Responses",
    first: named(
      `{"type":"response.created","sequence_number":0,${RESPONSE},"status":"in_progress","output":[]}}`,
    ),
    event: (text, at) =>
      named(
        `{"type":"response.output_text.delta","sequence_number":${at + 4},"item_id":"msg_0f3c5a7be19d4e68","output_index":0,"content_index":0,"delta":"${text}","logprobs":[],"obfuscation":"aFh3kq9"}`,
      ),
    last: named(
      `{"type":"response.completed","sequence_number":2004,${RESPONSE},"status":"completed","usage":{"input_tokens":1200,"output_tokens":2000,"total_tokens":3200}}}`,
    ),
  },
  {
    protocol: "openai.chat",
    what: "OpenAI Chat Completions",
    first: chunk('{"role":"assistant","content":"","refusal":null}'),
    event: (text) => chunk(`{"content":"${text}"}`),
    last: `${chunk("{}", '"stop"')}${plain(`${CHUNK},"choices":[],${USAGE}}`)}${plain("[DONE]")}`,
  },
  {
    protocol: "openai.chat",
    what: "the same, usage in every chunk",
    first: chunk('{"role":"assistant","content":""}'),
    event: (text, at) =>
      chunk(
        `{"content":"${text}"}`,
        "null",
        `,"usage":{"prompt_tokens":1200,"total_tokens":${1_200 + at},"completion_tokens":${at}}`,
      ),
    last: `${chunk("{}", '"stop"')}${plain("[DONE]")}`,
  },
  {
    protocol: "openai.chat",
    what: "the same, reasoning",
    first: chunk('{"role":"assistant","content":"","reasoning_content":""}'),
    event: (text) => chunk(`{"content":null,"reasoning_content":"${text}"}`),
    last: `${chunk('{"content":"Yes."}')}${chunk("{}", '"stop"')}${plain("[DONE]")}`,
  },
  {
    protocol: "openai.chat",
    what: "the same, JSON with spaces",
    first: plain('{"id": "cmpl-1", "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant"}}]}'),
    event: (text) =>
      plain(
        `{"id": "cmpl-7dfc41", "object": "chat.completion.chunk", "created": 1790000000, "model": "m", "choices": [{"index": 0, "delta": {"content": "${text}"}, "logprobs": null, "finish_reason": null}]}`,
      ),
    last: `${plain('{"id": "cmpl-1", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}')}${plain("[DONE]")}`,
  },
  {
    protocol: "anthropic.messages",
    what: "Anthropic Messages",
    first: `${named('{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-opus-4-8","content":[],"stop_reason":null,"usage":{"input_tokens":1200,"output_tokens":1}}}')}${named('{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}')}`,
    event: (text) =>
      named(`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}`),
    last: `${named('{"type":"content_block_stop","index":0}')}${named('{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2000}}')}${named('{"type":"message_stop"}')}`,
  },
  {
    protocol: "google.generate",
    what: "Gemini",
    first: "",
    event: (text, at) =>
      plain(
        `{"candidates":[{"content":{"parts":[{"text":"${text}"}],${CANDIDATE_END}${at},"totalTokenCount":${1_200 + at}},"modelVersion":"gemini-3-flash","responseId":"x7QkaZ"}`,
      ),
    last: plain(
      `{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1200,"candidatesTokenCount":2000}}`,
    ),
  },
];

const REQUEST_HEADERS: readonly (readonly [string, string])[] = [
  ["host", "api.openai.com"],
  ["content-type", "application/json"],
  ["accept", "application/json"],
  ["authorization", "Bearer made-up"],
  ["user-agent", "OpenAI/JS 7.57.0"],
  ["x-stainless-retry-count", "0"],
  ["x-stainless-lang", "js"],
  ["x-stainless-package-version", "7.57.0"],
  ["x-stainless-runtime", "node"],
];

const RESPONSE_HEADERS: readonly (readonly [string, string])[] = [
  ["date", "Wed, 25 Nov 2026 12:00:00 GMT"],
  ["content-type", "text/event-stream; charset=utf-8"],
  ["transfer-encoding", "chunked"],
  ["connection", "keep-alive"],
  ["access-control-expose-headers", "X-Request-ID"],
  ["openai-organization", "made-up"],
  ["openai-processing-ms", "212"],
  ["openai-project", "proj_made_up"],
  ["openai-version", "2020-10-01"],
  ["x-envoy-upstream-service-time", "218"],
  ["x-ratelimit-limit-requests", "10000"],
  ["x-ratelimit-limit-tokens", "2000000"],
  ["x-ratelimit-remaining-requests", "9999"],
  ["x-ratelimit-remaining-tokens", "1999000"],
  ["x-ratelimit-reset-requests", "6ms"],
  ["x-ratelimit-reset-tokens", "30ms"],
  ["x-request-id", "req_4bd1f0c2a7e94c7f"],
  ["cf-cache-status", "DYNAMIC"],
  ["set-cookie", "__cf_bm=made-up; path=/; HttpOnly; Secure"],
  ["set-cookie", "_cfuvid=made-up; path=/; HttpOnly; Secure"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains; preload"],
  ["x-content-type-options", "nosniff"],
  ["server", "cloudflare"],
  ["cf-ray", "98a1b2c3d4e5f607-FRA"],
  ["alt-svc", 'h3=":443"; ma=86400'],
];

const BODY = Buffer.from(
  JSON.stringify({
    model: "gpt-5.3-codex-spark",
    instructions: "Say hi, and say it well. ".repeat(80),
    input: Array.from({ length: 20 }, () => ({ role: "user", content: 'Say "hi".\n'.repeat(20) })),
    stream: true,
  }),
);

let ended: ExchangeRecord | null = null;

/** One exchange, as a transport follows it, whose chunks come a millisecond after each other. */
function follow(protocol: Protocol, chunks: readonly Buffer[]): void {
  const exchange = tapeExchange(
    {
      endpoint: { provider: "openai", protocol, operation: "chat", model: null, streams: null },
      serverAddress: "api.openai.com",
      serverPort: 443,
      headers: REQUEST_HEADERS,
      startedAtMs: 1_000.25,
    },
    (record) => {
      ended = record;
    },
  );
  exchange.requestChunk(BODY);
  exchange.requestSent(1_000.5);
  exchange.headers(200, RESPONSE_HEADERS, 1_200.125);
  let atMs = 1_210.125;
  for (const bytes of chunks) {
    atMs += 1.0625;
    exchange.responseChunk(bytes, atMs);
  }
  exchange.ended(atMs);
  finishDeferred();
}

/** Least ns of CPU time that one turn took, of several rounds after one to warm up. */
function measure(turn: () => void): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const before = process.cpuUsage();
    const endAt = performance.now() + ROUND_MS;
    let turns = 0;
    for (; performance.now() < endAt; turns += 1) turn();
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1_000) / turns;
  });
  return Math.min(...rounds.slice(1));
}

const cell = (value: number, digits: number) => value.toFixed(digits).padStart(10);

console.log(`${" ".repeat(34)}ns an event  JSON.parse     ratio  µs an exchange`);
for (const { protocol, what, first, event, last } of STREAMS) {
  if (!protocol.includes(process.argv[2] ?? "")) continue;
  const events = Array.from({ length: EVENTS }, (_, at) => event(word(at), at));
  const [head, tail] = [Buffer.from(first), Buffer.from(last)];
  const chunks = [head, ...events.map((text) => Buffer.from(text)), tail];
  const payloads = events.map((text) => Buffer.from(text.slice(text.indexOf("data: ") + 6)));
  follow(protocol, chunks);
  if ((ended as ExchangeRecord | null)?.tokenEvents !== EVENTS + (what.endsWith("reasoning") ? 1 : 0))
    throw new Error(`${what}: of ${EVENTS} events with a token, not all were seen`);

  const exchangeNs = measure(() => follow(protocol, [head, ...chunks.slice(1, 3), tail]));
  const eventNs = (measure(() => follow(protocol, chunks)) - exchangeNs) / EVENTS;
  const parseNs =
    measure(() => {
      for (const payload of payloads) JSON.parse(payload.toString());
    }) / EVENTS;
  console.log(
    `${what.padEnd(34)}${cell(eventNs, 0)}${cell(parseNs, 0)}  ${cell(eventNs / parseNs, 2)}${cell(exchangeNs / 1_000, 1)}`,
  );
}
