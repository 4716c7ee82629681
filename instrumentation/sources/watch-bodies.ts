import type { Socket } from "node:net";
import { type BodyFraming, requestFraming } from "../http1/body-framing.ts";
import { HEAD_END, HEAD_MAX, readHead } from "../http1/message-head.ts";
import { ResponseScanner } from "../http1/response-scanner.ts";
import type { Exchange } from "../recording/exchange.ts";
import { watchPushes } from "./watch-pushes.ts";
import { watchWrites } from "./watch-writes.ts";

/**
 * Follows one exchange by the bytes on its HTTP/1.1 connection, for libraries that do not tell of them. To be called
 * before the request's head is written. Returns a function that stops following.
 */
export function watchBodies(socket: Socket, method: string, exchange: Exchange): () => void {
  let atMs = 0;
  const answer = new ResponseScanner(method, {
    onHead: (status, head) => exchange.headers(status, head.headers, atMs),
    onPayload: (bytes) => exchange.responseChunk(bytes, atMs),
  });
  let head = "";
  let framing: BodyFraming | null = null;
  let isLost = false;
  const onSent = (bytes: Uint8Array): void => {
    let from = 0;
    if (framing === null && !isLost) {
      const before = head.length;
      head += Buffer.from(bytes).toString("latin1");
      const end = head.indexOf(HEAD_END);
      if (end === -1) {
        isLost = head.length > HEAD_MAX;
        return;
      }
      const read = readHead(head.slice(0, end));
      framing = read === null ? null : requestFraming(read);
      isLost = framing === null;
      from = end + HEAD_END.length - before;
    }
    if (framing !== null && !framing.isDone && from < bytes.byteLength)
      framing.push(bytes, from, (payload) => exchange.requestChunk(payload));
  };
  const stopPushes = watchPushes(socket, (bytes, arrivedAtMs) => {
    atMs = arrivedAtMs;
    answer.push(bytes);
  });
  const stopWrites = watchWrites(socket, onSent);
  return () => {
    stopPushes();
    stopWrites();
  };
}
