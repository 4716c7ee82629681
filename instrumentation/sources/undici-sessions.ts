import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";

/** On sockets, because a session lends its own only behind a guard, which lets properties through. */
const BY_UNDICI = Symbol("roundtrip.undici");

type Marked = Socket & { [BY_UNDICI]?: true };

/** Undici uses the socket for a session of HTTP/2, and tells of the requests in it. */
export function markSession(socket: Socket): void {
  (socket as Marked)[BY_UNDICI] = true;
}

/** Whether a session is one of those. */
export function isUndiciSession(session: Http2Session | undefined): boolean {
  return (session?.socket as Marked | undefined)?.[BY_UNDICI] === true;
}
