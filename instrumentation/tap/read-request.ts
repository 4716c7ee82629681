import { type BodyFraming, requestFraming } from "../http1/body-framing.ts";
import { headerOf, type MessageHead, readHead } from "../http1/message-head.ts";
import { Refusal } from "./refusal.ts";
import type { Upstream } from "./upstream.ts";

/** A request as the tap understands it. */
export interface TapRequest {
  readonly method: string;
  readonly upstream: Upstream;
  /** Of the upstream, with the query. */
  readonly path: string;
  readonly head: MessageHead;
  readonly framing: BodyFraming;
  /** The head as it goes on: as it came, but for the path and the host. */
  readonly rewritten: Buffer;
}

/** Reads a request's head, without its end. Throws Refusal. */
export function readRequest(text: string, upstreams: ReadonlyMap<string, Upstream>): TapRequest {
  const head = readHead(text);
  const [, method = "", target = ""] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(head?.firstLine ?? "") ?? [];
  const framing = head === null ? null : requestFraming(head);
  if (head === null || framing === null || method === "") throw new Refusal(400, "not an HTTP/1.1 request");
  checkSender(head);
  const [, name = "", rest = ""] = /^\/([^/?]*)(.*)$/.exec(target) ?? [];
  const upstream = upstreams.get(name);
  if (upstream === undefined) {
    throw new Refusal(
      404,
      `paths begin with one of ${[...upstreams.keys()].map((known) => `/${known}`).join(" ")}`,
    );
  }
  const path = `${upstream.basePath}${rest.startsWith("/") ? "" : "/"}${rest}`;
  return { method, upstream, path, head, framing, rewritten: rewrite(text, target, path, upstream.host) };
}

/** A page that a browser shows must not reach a provider through this, whatever name it gives this machine. */
function checkSender(head: MessageHead): void {
  const host = headerOf(head, "host");
  if (host === null || !isLoopback(host))
    throw new Refusal(403, "the Host of a request must be this machine");
  const origin = headerOf(head, "origin");
  if (origin !== null && !isLoopback(origin.replace(/^https?:\/\//, "")))
    throw new Refusal(403, "pages of other hosts are not let through");
}

function isLoopback(authority: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(authority);
}

function rewrite(text: string, target: string, path: string, host: string): Buffer {
  const lineEnd = text.indexOf("\r\n");
  const firstLine = text.slice(0, lineEnd).replace(target, () => path);
  // There is one Host: more than one would have read as a list, which is no name.
  const headers = text.slice(lineEnd).replace(/^(host:[ \t]*)[^\r\n]*/im, (_, name: string) => name + host);
  return Buffer.from(`${firstLine}${headers}\r\n\r\n`, "latin1");
}
