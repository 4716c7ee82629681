import type { ExchangeRecord } from "#instrumentation/recording/exchange-record.ts";
import { startExchange } from "#instrumentation/recording/start-exchange.ts";
import type { WeekAttempt } from "#simulation/week/week-history.ts";

const HOST = "provider.invalid";
const ENDPOINT = {
  provider: "openai",
  protocol: "openai.responses",
  operation: "chat",
  model: null,
  streams: null,
} as const;

/** A stream is replayed in so many pieces, evenly from its first token to its last. */
const PIECES = 6;

/** Lets the tap's own code follow an attempt of a made-up week, byte by byte at the times at which it came. */
export function replayAttempt(attempt: WeekAttempt, onEnd: (record: ExchangeRecord) => void): void {
  const { person, model, status, startedAtMs, headersAtMs, endedAtMs } = attempt;
  const requestHeaders = {
    ...person.headers,
    "session-id": attempt.sessionId,
    // Codex does not count its tries.
    ...(person.way === "sdk" ? { "x-stainless-retry-count": String(attempt.resendCount) } : {}),
  };
  const exchange = startExchange(
    {
      endpoint: ENDPOINT,
      serverAddress: HOST,
      serverPort: 443,
      headers: Object.entries(requestHeaders),
      startedAtMs: clockAt(startedAtMs),
    },
    onEnd,
  );
  exchange.requestChunk(JSON.stringify({ model, stream: true, input: attempt.callId }));
  exchange.requestSent(clockAt(startedAtMs + 1));
  exchange.headers(status, Object.entries(attempt.responseHeaders), clockAt(headersAtMs));
  for (const { text, atMs } of bodyOf(attempt)) exchange.responseChunk(Buffer.from(text), clockAt(atMs));
  exchange.ended(clockAt(endedAtMs));
}

/** A Unix time on the clock of `performance.now()`, where the past is below 0. */
function clockAt(unixMs: number): number {
  return unixMs - performance.timeOrigin;
}

interface Piece {
  readonly text: string;
  readonly atMs: number;
}

function bodyOf(attempt: WeekAttempt): readonly Piece[] {
  const { error, usage, firstTokenAtMs, lastTokenAtMs, headersAtMs, endedAtMs, model } = attempt;
  if (usage === null || firstTokenAtMs === null || lastTokenAtMs === null)
    return [{ text: JSON.stringify({ error }), atMs: endedAtMs }];
  const id = `resp_${attempt.callId}`;
  const delta = { type: "response.output_text.delta", delta: "words" };
  const response = {
    id,
    model,
    status: "completed",
    usage: {
      input_tokens: usage.inputTokens,
      input_tokens_details: { cached_tokens: usage.cachedInputTokens },
      output_tokens: usage.outputTokens,
    },
  };
  return [
    event({ type: "response.created", response: { id, model, status: "in_progress" } }, headersAtMs),
    ...Array.from({ length: PIECES }, (_, index) =>
      event(delta, firstTokenAtMs + (index / (PIECES - 1)) * (lastTokenAtMs - firstTokenAtMs)),
    ),
    event({ type: "response.completed", response }, endedAtMs),
  ];
}

function event(data: { readonly type: string; readonly [field: string]: unknown }, atMs: number): Piece {
  return { text: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`, atMs };
}
