import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { FlatHeaders, type FlatList } from "../reading/flat-headers.ts";
import type { HeaderList } from "../recording/exchange.ts";
import { activeContext } from "../turns/active-context.ts";
import { type BegunUpgrade, beginUpgrade } from "./begin-upgrade.ts";
import { defer } from "./deferred.ts";
import { cancelledBy, errorNameOf } from "./error-name.ts";
import { listenTo } from "./listening.ts";
import { objectPairs } from "./object-pairs.ts";
import { takeSocket } from "./socket-timings.ts";
import type { Source } from "./source.ts";
import { type TapedExchange, tapeExchange } from "./tape-exchange.ts";
import { markSession } from "./undici-sessions.ts";
import { watchBodies } from "./watch-bodies.ts";

/** What undici (7 and 8) tells in its channels, as far as it is read. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly path: string;
  readonly method: string;
  readonly headers: readonly (string | Buffer)[] | string;
  readonly upgrade?: string | null;
  /** Takes a piece of the response's body. */
  readonly onData?: unknown;
  /** What follows it, by the source that does. */
  [follower: symbol]: TapedExchange | undefined;
}

interface RequestMessage {
  readonly request: UndiciRequest;
}

/**
 * Global `fetch` and the undici package, by the channels that both publish to. Nothing is wrapped: bodies are looked at
 * as they pass, and a program that stops reading stops its provider as it would without us.
 */
export const undiciSource: Source = (host) => {
  /**
   * What follows a request, in the request itself: looked up for every piece of a body, and a map beside it would take a
   * multiple of the time for that, and some of the garbage collector's. Each source has its own, where there are several.
   */
  const follower = Symbol("roundtrip.follower");
  /** Requests whose bodies are watched on their connection, with what ends that. */
  const watched = new WeakMap<UndiciRequest, () => void>();
  /** Handshakes of WebSockets, until it is known which socket carries them. */
  const upgrades = new WeakMap<UndiciRequest, BegunUpgrade>();

  /**
   * What follows a request that is over. Undici has the collector tell it of forgotten bodies, for which every request
   * outlives many collections; what follows it must not.
   */
  const takeFollower = (request: UndiciRequest): TapedExchange | undefined => {
    const exchange = request[follower];
    if (exchange === undefined) return undefined;
    request[follower] = undefined;
    listening.ended();
    return exchange;
  };

  const takeUpgrade = (request: UndiciRequest): BegunUpgrade | undefined => {
    const upgrade = upgrades.get(request);
    if (upgrades.delete(request)) listening.ended();
    return upgrade;
  };

  const onCreate = ({ request }: RequestMessage): void => {
    if (listening.isStopped) return;
    const where = placeOf(request.origin);
    const endpoint = host.find(request.method, { host: where.host, path: request.path });
    if (endpoint === null) return;
    const caller = activeContext();
    const start = {
      endpoint,
      serverAddress: where.hostname,
      serverPort: where.port,
      startedAtMs: performance.now(),
    };
    if (request.upgrade) {
      const upgrade = beginUpgrade({
        ...start,
        requestHeaders: [...headersOf(request)],
        // After those of calls that ended before.
        report: (record) => defer(() => host.report(record, caller)),
      });
      upgrades.set(request, upgrade);
      listening.began();
      return;
    }
    if (request.method !== "POST") return;
    const exchange = tapeExchange({ ...start, headers: headersOf(request) }, (record) =>
      host.report(record, caller),
    );
    request[follower] = exchange;
    listening.began();
  };

  const onSendHeaders = ({
    request,
    socket,
  }: RequestMessage & { readonly socket: Socket & { readonly alpnProtocol?: unknown } }): void => {
    if (socket.alpnProtocol === "h2") {
      // One that does not tell of bodies is followed as any stream of node:http2.
      if (tellsOfBodies(request)) markSession(socket);
      else takeFollower(request)?.forget();
    }
    const exchange = request[follower];
    if (exchange !== undefined) {
      exchange.connected(takeSocket(socket));
      if (!tellsOfBodies(request)) watched.set(request, watchBodies(socket, request.method, exchange));
    }
    takeUpgrade(request)?.carriedBy(socket);
  };

  const onBodyChunkSent = ({
    request,
    chunk,
  }: RequestMessage & { readonly chunk: Uint8Array | string }): void => {
    request[follower]?.requestChunk(chunk);
  };
  const onBodySent = ({ request }: RequestMessage): void => {
    request[follower]?.requestSent(performance.now());
  };
  const onHeaders = ({
    request,
    response,
  }: RequestMessage & {
    readonly response: {
      readonly statusCode: number;
      /** Over HTTP/2 an object. */
      readonly headers: FlatList | Readonly<Record<string, unknown>>;
    };
  }): void => {
    const exchange = request[follower];
    if (exchange === undefined || watched.has(request)) return;
    const { statusCode, headers } = response;
    const atMs = performance.now();
    if (isFlat(headers)) exchange.headers(statusCode, new FlatHeaders(headers), atMs);
    else exchange.headers(statusCode, objectPairs(headers), atMs, "2");
  };
  const onChunk = ({ request, chunk }: RequestMessage & { readonly chunk: Uint8Array }): void => {
    request[follower]?.responseChunk(chunk, performance.now());
  };
  const onTrailers = ({ request }: RequestMessage): void => {
    watched.get(request)?.();
    takeFollower(request)?.ended(performance.now());
  };
  const onError = ({ request, error }: RequestMessage & { readonly error: unknown }): void => {
    watched.get(request)?.();
    const call = takeFollower(request) ?? takeUpgrade(request);
    if (call === undefined) return;
    const atMs = performance.now();
    if (cancelledBy(error)) call.cancelled(atMs);
    else call.failed(errorNameOf(error), atMs);
  };

  const listening = listenTo({
    "undici:request:create": onCreate,
    "undici:client:sendHeaders": onSendHeaders,
    "undici:request:bodyChunkSent": onBodyChunkSent,
    "undici:request:bodySent": onBodySent,
    "undici:request:headers": onHeaders,
    "undici:request:bodyChunkReceived": onChunk,
    "undici:request:trailers": onTrailers,
    "undici:request:error": onError,
  });
  return () => listening.stop();
};

const knownToTell = new Map<unknown, boolean>();

/**
 * Whether this copy of undici has the channels for bodies, which came late in its seventh version. Many programs bring an
 * older copy along; which one a request is of, only its own code tells.
 */
function tellsOfBodies({ onData }: UndiciRequest): boolean {
  if (typeof onData !== "function") return true;
  let tells = knownToTell.get(onData);
  if (tells === undefined) {
    tells = Function.prototype.toString.call(onData).includes("bodyChunkReceived");
    knownToTell.set(onData, tells);
  }
  return tells;
}

/** The older copies keep them as lines. */
function headersOf({ headers }: UndiciRequest): HeaderList {
  if (typeof headers !== "string") return new FlatHeaders(headers);
  return headers.split("\r\n").flatMap((line) => {
    const colon = line.indexOf(":");
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()] as const] : [];
  });
}

function isFlat(headers: FlatList | Readonly<Record<string, unknown>>): headers is FlatList {
  return Array.isArray(headers);
}

interface Place {
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
}

/** Programs call few servers, and parsing an address costs more than finding out that no model is behind it. */
const places = new Map<string, Place>();
const PLACES_MAX = 256;

function placeOf(origin: string | URL): Place {
  const key = typeof origin === "string" ? origin : origin.origin;
  let place = places.get(key);
  if (place === undefined) {
    const { host, hostname, port, protocol } = new URL(key);
    place = { host, hostname, port: Number(port) || (/^(http|ws):$/.test(protocol) ? 80 : 443) };
    if (places.size >= PLACES_MAX) places.clear();
    places.set(key, place);
  }
  return place;
}
