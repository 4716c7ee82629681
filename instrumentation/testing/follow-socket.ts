import type { ExchangeRecord } from "../recording/exchange-record.ts";
import { followResponsesSocket } from "../recording/follow-responses-socket.ts";
import type { SocketStart } from "../recording/responses-socket-types.ts";

/** How the connection of every socket here came about. */
export const CONNECTION = { reused: false, dnsMs: 1, connectMs: 2, tlsMs: 3, upgradeMs: 4 };
const START: SocketStart = {
  endpoint: {
    provider: "openai",
    protocol: "openai.responses",
    operation: "chat",
    model: null,
    streams: null,
  },
  serverAddress: "api.openai.com",
  serverPort: 443,
  requestHeaders: [
    ["session-id", "session-1"],
    ["authorization", "Bearer made-up"],
  ],
  responseHeaders: [
    ["X-Request-Id", "req_handshake"],
    ["x-codex-primary-used-percent", "10"],
    ["x-codex-primary-window-minutes", "300"],
  ],
  connection: CONNECTION,
  startedAtMs: 0,
  openedAtMs: 5,
};

type Fields = Readonly<Record<string, unknown>>;

/** Follows a socket whose messages come 10 ms after each other, the first at 10 ms. */
export function followSocket() {
  const records: ExchangeRecord[] = [];
  const socket = followResponsesSocket(START, (record) => records.push(record));
  let atMs = 0;
  const next = () => (atMs += 10);
  return {
    records,
    ask: (fields: Fields = {}) =>
      socket.sent(JSON.stringify({ type: "response.create", model: "m", ...fields }), next()),
    sendRaw: (text: string) => socket.sent(text, next()),
    tell: (...events: readonly Fields[]) => {
      for (const event of events) socket.received(JSON.stringify(event), next());
    },
    tellRaw: (text: string) => socket.received(text, next()),
    close: (byClient: boolean, errorType: string | null = null) => socket.closed(byClient, errorType, next()),
  };
}

/** The first event of an answer. */
export const created = (id: string, more: Fields = {}): Fields => ({
  type: "response.created",
  response: { id, model: "m" },
  ...more,
});
/** A piece of text. */
export const words = (more: Fields = {}): Fields => ({
  type: "response.output_text.delta",
  item_id: "i",
  delta: "a",
  ...more,
});
/** The last event of an answer. */
export const completed = (id: string, more: Fields = {}): Fields => ({
  type: "response.completed",
  response: { id, status: "completed", usage: { input_tokens: 5, output_tokens: 7 } },
  ...more,
});
/** What Codex is told of its limits, in percent used. */
export const limits = (used: number): Fields => ({
  type: "codex.rate_limits",
  rate_limits: { primary: { used_percent: used, window_minutes: 300, reset_at: 1_790_000_000 } },
});
/** What the server says that it took, in ms. */
export const timing = (ms: number, more: Fields = {}): Fields => ({
  type: "responsesapi.websocket_timing",
  timing_metrics: { engine_service_total_ms: ms },
  ...more,
});
