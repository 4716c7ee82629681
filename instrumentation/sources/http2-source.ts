import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientHttp2Stream, Http2Session, IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { performance } from "node:perf_hooks";
import type { ConnectionFacts } from "../recording/exchange-record.ts";
import { activeContext } from "../turns/active-context.ts";
import { cancelledBy, errorNameOf } from "./error-name.ts";
import { guarded } from "./guarded.ts";
import { objectPairs } from "./object-pairs.ts";
import type { Source } from "./source.ts";
import { tapeExchange } from "./tape-exchange.ts";
import { isUndiciSession } from "./undici-sessions.ts";
import { watchPushes } from "./watch-pushes.ts";
import { watchWrites } from "./watch-writes.ts";

/** HTTP/2's code for a stream that its own side gave up. */
const CANCEL = 8;

/** Sessions that have carried a request. */
const used = new WeakSet<Http2Session>();

/** `node:http2`, by its channel for streams that a client opens. */
export const http2Source: Source = (host) => {
  const onCreated = ({
    stream,
    headers,
  }: {
    readonly stream: ClientHttp2Stream;
    readonly headers: OutgoingHttpHeaders;
  }): void => {
    // They are told of before, with who began them and how their connection came about.
    if (isUndiciSession(stream.session)) return;
    const method = String(headers[":method"] ?? "GET");
    const url = new URL(`${headers[":scheme"] ?? "https"}://${headers[":authority"] ?? "unknown"}`);
    const endpoint = host.find(method, { host: url.host, path: String(headers[":path"] ?? "/") });
    if (endpoint === null || method !== "POST") return;
    const caller = activeContext();
    const exchange = tapeExchange(
      {
        endpoint,
        serverAddress: url.hostname,
        serverPort: Number(url.port) || (url.protocol === "http:" ? 80 : 443),
        headers: objectPairs(headers),
        startedAtMs: performance.now(),
      },
      (record) => host.report(record, caller),
    );
    let isAborted = false;
    watchWrites(stream, (bytes) => exchange.requestChunk(bytes));
    exchange.connected(connectionOf(stream.session));
    stream.once(
      "finish",
      guarded(() => exchange.requestSent(performance.now())),
    );
    stream.once(
      "response",
      guarded((answer: IncomingHttpHeaders & { readonly ":status"?: number }) => {
        exchange.headers(Number(answer[":status"] ?? 0), objectPairs(answer), performance.now(), "2");
      }),
    );
    watchPushes(stream, (bytes, atMs) => exchange.responseChunk(bytes, atMs));
    stream.once(
      "end",
      guarded(() => exchange.ended(performance.now())),
    );
    stream.once("aborted", () => {
      isAborted = true;
    });
    stream.once(
      "close",
      guarded(() => {
        const { errored, rstCode } = stream;
        if (cancelledBy(errored) || (rstCode === CANCEL && !isAborted)) exchange.cancelled(performance.now());
        else if (errored !== null) exchange.failed(errorNameOf(errored), performance.now());
        else if (rstCode === CANCEL) exchange.cancelled(performance.now());
        else if (rstCode !== 0) exchange.failed(`http2_${rstCode}`, performance.now());
        else exchange.ended(performance.now());
      }),
    );
  };

  const hook = guarded(onCreated as (message: unknown) => void);
  subscribe("http2.client.stream.created", hook);
  return () => void unsubscribe("http2.client.stream.created", hook);
};

/** A session lends its socket only behind a guard, so that all that is known is whether a stream is its first. */
function connectionOf(session: Http2Session | undefined): ConnectionFacts {
  const reused = session === undefined ? null : used.has(session);
  if (session !== undefined) used.add(session);
  return { reused, dnsMs: null, connectMs: null, tlsMs: null, upgradeMs: null };
}
