import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A collector in between that passes one signal on and swallows the others. */
export interface SignalForwarder {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts one on a free port, for clients that cannot be told to export one signal alone. */
export async function forwardSignal(signal: "logs" | "traces", toUrl: string): Promise<SignalForwarder> {
  const server = createServer((request, response) => {
    void answer(request).then(
      ({ status, body }) => response.writeHead(status, { "content-type": "application/json" }).end(body),
      () => response.destroy(),
    );
  });
  const answer = async (request: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    if (request.url !== `/v1/${signal}`) return { status: 200, body: "{}" };
    const names = ["content-type", "content-encoding"] as const;
    const headers = names.flatMap((name) => {
      const value = request.headers[name];
      return value === undefined ? [] : [[name, value] as [string, string]];
    });
    const sent = await fetch(toUrl + request.url, { method: "POST", headers, body: Buffer.concat(parts) });
    return { status: sent.status, body: Buffer.from(await sent.arrayBuffer()) };
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
