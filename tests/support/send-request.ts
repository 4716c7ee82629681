import { once } from "node:events";
import { type OutgoingHttpHeaders, request } from "node:http";

/** An HTTP answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** What to send. A body given in pieces is sent chunked, without its length. */
export interface Request {
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string | readonly Uint8Array[];
}

/** Sends one request to 127.0.0.1, on a connection of its own, with exactly the given headers. */
export async function sendRequest({
  port,
  path,
  method = "POST",
  headers = {},
  body = "",
}: Request): Promise<Answer> {
  const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false });
  const answered = once(sent, "response");
  // The answer may come before all is sent; then the connection may end under the rest.
  sent.on("error", () => undefined);
  if (Array.isArray(body)) {
    for (const piece of body) sent.write(piece);
    sent.end();
  } else sent.end(body);
  const [response] = await answered;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}
