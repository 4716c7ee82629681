import type { ClientRequest, IncomingMessage } from "node:http";
import { performance } from "node:perf_hooks";
import { FlatHeaders } from "../reading/flat-headers.ts";
import type { Exchange } from "../recording/exchange.ts";
import { activeContext } from "../turns/active-context.ts";
import { beginUpgrade } from "./begin-upgrade.ts";
import { defer } from "./deferred.ts";
import { cancelledBy, errorNameOf } from "./error-name.ts";
import { guarded } from "./guarded.ts";
import { listenTo } from "./listening.ts";
import { takeSocket } from "./socket-timings.ts";
import type { Source } from "./source.ts";
import { tapeExchange } from "./tape-exchange.ts";
import { watchPushes } from "./watch-pushes.ts";
import { watchWrites } from "./watch-writes.ts";

/** `node:http` and `node:https`, and every library that is built on them, by their channels. */
export const httpSource: Source = (host) => {
  const running = new WeakMap<ClientRequest, Exchange>();

  const onCreated = ({ request }: { readonly request: ClientRequest }): void => {
    if (listening.isStopped) return;
    const address = { host: String(request.getHeader("host") ?? request.host), path: request.path };
    const endpoint = host.find(request.method, address);
    if (endpoint === null) return;
    const caller = activeContext();
    const startedAtMs = performance.now();
    const url = new URL(`${request.protocol}//${address.host}`);
    const where = {
      endpoint,
      serverAddress: url.hostname,
      serverPort: Number(url.port) || (request.protocol === "https:" ? 443 : 80),
    };
    if (/websocket/i.test(String(request.getHeader("upgrade") ?? ""))) {
      const upgrade = beginUpgrade({
        ...where,
        requestHeaders: headersOf(request),
        startedAtMs,
        // After those of calls that ended before.
        report: (record) => defer(() => host.report(record, caller)),
      });
      request.once(
        "socket",
        guarded((socket) => upgrade.carriedBy(socket)),
      );
      return;
    }
    if (request.method !== "POST") return;
    const exchange = tapeExchange({ ...where, headers: headersOf(request), startedAtMs }, (record) =>
      host.report(record, caller),
    );
    running.set(request, exchange);
    listening.began();
    watchWrites(request, (bytes) => exchange.requestChunk(bytes));
    request.once(
      "socket",
      guarded((socket) => whenConnected(socket, () => exchange.connected(takeSocket(socket)))),
    );
    request.once(
      "finish",
      guarded(() => exchange.requestSent(performance.now())),
    );
    // Whatever ends the request, this comes last; what has ended before stays as it was.
    request.once(
      "close",
      guarded(() => {
        listening.ended();
        const { errored } = request;
        const atMs = performance.now();
        if (errored === null || cancelledBy(errored)) exchange.cancelled(atMs);
        else exchange.failed(errorNameOf(errored), atMs);
      }),
    );
  };

  const onResponse = ({
    request,
    response,
  }: {
    readonly request: ClientRequest;
    readonly response: IncomingMessage;
  }): void => {
    const exchange = running.get(request);
    if (exchange === undefined) return;
    exchange.headers(response.statusCode ?? 0, new FlatHeaders(response.rawHeaders), performance.now());
    const stop = watchPushes(response, (bytes, atMs) => exchange.responseChunk(bytes, atMs));
    response.once(
      "close",
      guarded(() => {
        stop();
        const { errored, complete } = response;
        const atMs = performance.now();
        if (complete) exchange.ended(atMs);
        // A response that its reader destroyed has no error; one whose socket broke says ECONNRESET.
        else if (errored === null || cancelledBy(errored)) exchange.cancelled(atMs);
        else exchange.failed(errorNameOf(errored), atMs);
      }),
    );
    response.once(
      "end",
      guarded(() => exchange.ended(performance.now())),
    );
  };

  const listening = listenTo({
    "http.client.request.created": onCreated,
    "http.client.response.finish": onResponse,
  });
  return () => listening.stop();
};

function headersOf(request: ClientRequest): readonly (readonly [string, string])[] {
  return request.getHeaderNames().map((name) => [name, String(request.getHeader(name))] as const);
}

/** A new socket is handed over while it still connects. */
function whenConnected(socket: import("node:net").Socket, then: () => void): void {
  const isSecure = "encrypted" in socket;
  if (!socket.connecting) then();
  else socket.once(isSecure ? "secureConnect" : "connect", guarded(then));
}
