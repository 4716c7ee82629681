/**
 * An hour of made-up Codex telemetry, told as Codex tells it (OTLP/JSON logs), for pictures of the pages. It goes the
 * way of every export; nothing of it is a shortcut into the database.
 */

interface Tier {
  readonly model: string;
  readonly effort: string | null;
  readonly serviceTier: string | null;
  /** Medians, in ms and tokens/s. */
  readonly ttftMs: number;
  readonly tokensPerSecond: number;
}

const TIERS: readonly Tier[] = [
  { model: "gpt-5.3-codex-spark", effort: null, serviceTier: null, ttftMs: 190, tokensPerSecond: 1080 },
  { model: "gpt-5.3-codex", effort: null, serviceTier: "priority", ttftMs: 620, tokensPerSecond: 118 },
  { model: "gpt-5.3-codex", effort: null, serviceTier: null, ttftMs: 980, tokensPerSecond: 64 },
  { model: "gpt-5.3-codex", effort: "xhigh", serviceTier: null, ttftMs: 2400, tokensPerSecond: 58 },
];

const PEOPLE = [
  "ada@example.com",
  "grace@example.com",
  "linus@example.com",
  "margaret@example.com",
  "ken@example.com",
];
const TOOLS = ["exec_command", "apply_patch", "read_file"];

type Random = () => number;

/** A repeatable stream of numbers in [0, 1). */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Around `median`, never below a third of it, now and then a multiple. */
function skewed(random: Random, median: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(median / 3, median * Math.exp(normal * 0.35));
}

/** Request bodies for `/v1/logs` that tell of `turns` turns between two instants (Unix ms). */
export function sampleTelemetry(turns: number, fromMs: number, toMs: number, seed = 7): object[] {
  const random = randomFrom(seed);
  return Array.from({ length: turns }, (_, index) => {
    const startMs = fromMs + ((index + random() * 0.8) / turns) * (toMs - fromMs - 60_000);
    return turnOf(index, startMs, random);
  });
}

function turnOf(index: number, startMs: number, random: Random): object {
  const tier = TIERS[Math.floor(random() ** 1.3 * TIERS.length)] ?? TIERS[0];
  if (!tier) throw new Error("There is no tier");
  const records: object[] = [];
  const person = PEOPLE[Math.floor(random() * PEOPLE.length)] ?? "";
  const tell = (atMs: number, name: string, attributes: Record<string, string | number>) => {
    records.push(logRecord(atMs, name, { "user.email": person, model: tier.model, ...attributes }, index));
  };
  let nowMs = startMs;
  tell(nowMs, "codex.conversation_starts", { provider_name: "openai" });
  tell(nowMs + 1, "codex.user_prompt", { prompt_length: "40" });
  nowMs += 90 * (0.5 + random());
  const roundTrips = 2 + Math.floor(random() * 4);
  for (let position = 0; position < roundTrips; position += 1) {
    nowMs = roundTrip(tell, tier, nowMs, random);
    if (position === roundTrips - 1) break;
    const toolMs = skewed(random, 700);
    const tool = TOOLS[Math.floor(random() * TOOLS.length)] ?? "";
    const callId = `call_${index}_${position}`;
    tell(nowMs + toolMs, "codex.tool_result", {
      tool_name: tool,
      call_id: callId,
      duration_ms: toolMs.toFixed(0),
      success: "true",
    });
    nowMs += toolMs + 20 + random() * 60;
  }
  return envelope(records);
}

function roundTrip(
  tell: (atMs: number, name: string, attributes: Record<string, string | number>) => void,
  tier: Tier,
  startMs: number,
  random: Random,
): number {
  let sentMs = startMs;
  const request = (status: number, attempt: number, waitMs: number) => {
    const attributes = {
      duration_ms: waitMs.toFixed(0),
      "http.response.status_code": status,
      attempt,
      endpoint: "/responses",
    };
    tell(sentMs + waitMs, "codex.api_request", attributes);
  };
  if (random() < 0.04) {
    request(429, 0, 60);
    sentMs += 60 + 900 + random() * 1500;
    request(200, 1, skewed(random, 70));
  } else request(200, 0, skewed(random, 70));
  const firstMs = sentMs + skewed(random, tier.ttftMs);
  const tokens = Math.round(skewed(random, 320));
  const decodeMs = (tokens / skewed(random, tier.tokensPerSecond)) * 1000;
  const event = (atMs: number, kind: string) =>
    tell(atMs, "codex.sse_event", { "event.kind": kind, duration_ms: "1" });
  event(firstMs, "response.output_item.added");
  const pieces = Math.min(40, Math.ceil(tokens / 6));
  for (let piece = 0; piece <= pieces; piece += 1)
    event(firstMs + (decodeMs * piece) / pieces, "response.output_text.delta");
  tell(firstMs + decodeMs + 1, "codex.sse_event", {
    "event.kind": "response.completed",
    input_token_count: String(Math.round(skewed(random, 18_000))),
    cached_token_count: 15_000,
    output_token_count: String(tokens),
    reasoning_token_count: 0,
    ...(tier.serviceTier === null ? {} : { service_tier: tier.serviceTier }),
    ...(tier.effort === null ? {} : { model_reasoning_effort: tier.effort }),
  });
  return firstMs + decodeMs + 10;
}

function logRecord(
  atMs: number,
  name: string,
  attributes: Record<string, string | number>,
  session: number,
): object {
  const known = {
    "event.name": name,
    "event.timestamp": new Date(atMs).toISOString(),
    "conversation.id": `0199aaaa-0000-7000-8000-${String(session).padStart(12, "0")}`,
    ...attributes,
  };
  return {
    attributes: Object.entries(known).map(([key, value]) => ({
      key,
      value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
    })),
  };
}

function envelope(logRecords: readonly object[]): object {
  const attributes = [
    { key: "service.name", value: { stringValue: "codex_cli_rs" } },
    { key: "service.version", value: { stringValue: "0.169.0" } },
  ];
  return {
    resourceLogs: [
      { resource: { attributes }, scopeLogs: [{ scope: { name: "codex_otel.log_only" }, logRecords }] },
    ],
  };
}
