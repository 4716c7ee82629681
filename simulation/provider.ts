import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";
import { refuse } from "./answer-over-http.ts";
import { DEFAULT_BEHAVIOUR, type RateLimits } from "./behaviour.ts";
import { findEndpoint } from "./endpoints.ts";
import { accountOfHeaders } from "./limits/account-of-headers.ts";
import type { EnforcedLimits } from "./limits/enforce-limits.ts";
import { NO_ACCOUNT } from "./limits/limit-answer.ts";
import { limitsTruth } from "./limits/limits-truth.ts";
import { toldLimits } from "./limits/told-limits.ts";
import { instant, type ObservedRequest } from "./observed-request.ts";
import { rateLimitHeaders } from "./rate-limit-signals.ts";
import { invalidRequest } from "./refusals.ts";
import { readJsonBody } from "./request-body.ts";
import { serveSocket } from "./responses/socket-lanes.ts";
import { type ReplyScript, type Session, type SimulationOptions, startSession } from "./session.ts";

/** What a simulated provider can be told besides how its models answer. */
export interface ProviderOptions extends SimulationOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Only loopback addresses make sense. */
  readonly host?: string;
  /** Offers permessage-deflate on WebSockets. */
  readonly deflate?: boolean;
  /** Refuses WebSocket upgrades with this status, as a proxy in between would. */
  readonly refuseUpgrade?: number | null;
  /** Told of in the headers of WebSocket handshakes; unless told, those that are enforced. */
  readonly handshakeRateLimits?: RateLimits | null;
}

/** A running simulated provider. */
export interface SimulatedProvider {
  /** Without a path: `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly port: number;
  /** Answers for the next requests, after those already queued. */
  enqueue(...scripts: readonly ReplyScript[]): void;
  /** What truly happened so far, in order of arrival. */
  requests(): readonly ObservedRequest[];
  /** The limits at work, with the truth about them; null when none are enforced. */
  readonly limits: EnforcedLimits | null;
  /** Breaks all connections and stops listening. */
  close(): Promise<void>;
}

const LABEL = { "x-roundtrip-simulation": "true" } as const;

/** Starts a provider that speaks every protocol of the simulation. Rejects when the port is taken. */
export async function startSimulatedProvider(options: ProviderOptions = {}): Promise<SimulatedProvider> {
  const session = startSession(options);
  const host = options.host ?? "127.0.0.1";
  const connections = new WeakMap<Socket, number>();
  const open = new Set<Socket>();
  let accepted = 0;

  const server = createServer((request, response) => {
    void route(session, connections.get(request.socket) ?? 0, request, response).catch(() =>
      response.destroy(),
    );
  });
  server.on("connection", (socket) => {
    accepted += 1;
    connections.set(socket, accepted);
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: options.deflate ?? false });
  sockets.on("headers", (headers, request) => {
    const told = options.handshakeRateLimits ?? enforced(session, request);
    const all = { ...LABEL, ...rateLimitHeaders(told) };
    for (const [name, value] of Object.entries(all)) headers.push(`${name}: ${value}`);
  });
  server.on("upgrade", (request, socket, head) => {
    const status = options.refuseUpgrade ?? (isResponsesPath(request.url) ? null : 404);
    if (status !== null) {
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nx-roundtrip-simulation: true\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => webSocket.terminate());
      serveSocket(session, webSocket, {
        connection: connections.get(request.socket) ?? 0,
        account: accountOfHeaders(request.headers),
        headers: safeHeaders(request),
      });
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    port,
    enqueue: session.enqueue,
    requests: session.requests,
    limits: session.limits,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      sockets.close();
      await closed;
    },
  };
}

const pathOf = (url: string | undefined): string => (url ?? "/").replace(/\?.*$/s, "");
const isResponsesPath = (url: string | undefined): boolean => /^(\/v1)?\/responses\/?$/.test(pathOf(url));

/** What a handshake tells of the limits of its account, before any call; null when none are enforced. */
function enforced({ limits }: Session, { headers }: IncomingMessage): RateLimits | null {
  if (limits === null) return null;
  const nowMs = instant().unixMs;
  const states = limits.snapshot(accountOfHeaders(headers) ?? NO_ACCOUNT, nowMs);
  return toldLimits(states, limits.configuration, null, nowMs);
}

/** Credentials and accounts have no place in a record, not even made-up ones. */
function safeHeaders(request: IncomingMessage): IncomingMessage["headers"] {
  const {
    authorization: _authorization,
    cookie: _cookie,
    "x-api-key": _anthropic,
    "x-goog-api-key": _google,
    "api-key": _azure,
    "chatgpt-account-id": _chatGpt,
    ...rest
  } = request.headers;
  return rest;
}

async function route(
  session: Session,
  connection: number,
  incoming: IncomingMessage,
  response: ServerResponse<IncomingMessage>,
): Promise<void> {
  const arrivedAt = instant();
  for (const [name, value] of Object.entries(LABEL)) response.setHeader(name, value);
  const path = pathOf(incoming.url);
  const answer = incoming.method === "POST" ? findEndpoint(path) : null;
  if (answer !== null) {
    const body = await readJsonBody(incoming);
    const account = accountOfHeaders(incoming.headers);
    const posted = { path, body, connection, account, arrivedAt, headers: safeHeaders(incoming) };
    await answer(session, posted, response);
    return;
  }
  incoming.resume();
  if (/^(\/v1)?\/models\/?$/.test(path)) {
    const data = session.models.map((id) => ({ id, object: "model", created: 0, owned_by: "simulation" }));
    json(response, 200, { object: "list", data });
  } else if (/^\/v1\/messages\/count_tokens$/.test(path))
    json(response, 200, { input_tokens: DEFAULT_BEHAVIOUR.inputTokens });
  else if (/^\/v1beta\/models\/[^/:]+:countTokens$/.test(path))
    json(response, 200, { totalTokens: DEFAULT_BEHAVIOUR.inputTokens });
  else if (path === "/simulation/requests") json(response, 200, { requests: session.requests() });
  else if (path === "/simulation/limits" && session.limits !== null)
    json(response, 200, limitsTruth(session.limits, instant().unixMs));
  else if (path === "/") json(response, 200, { simulation: true, say: "See simulation/main.ts --help" });
  else {
    const refusal = { ...invalidRequest(null, `Unknown path ${path}`), status: 404 };
    await refuse(response, refusal, { error: refusal.error });
  }
}

function json(response: ServerResponse<IncomingMessage>, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
