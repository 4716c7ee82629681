import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { onTestFinished } from "vitest";

/** A proxy that knows nothing but CONNECT. */
export interface ConnectProxy {
  readonly port: number;
  /** What was asked for, as `host:port`, whether it was let through or not. */
  readonly targets: readonly string[];
}

/** Starts one for as long as the test runs; with a login, it lets nobody else through. */
export async function startConnectProxy(login: string | null = null): Promise<ConnectProxy> {
  const targets: string[] = [];
  const expected = login === null ? undefined : `Basic ${Buffer.from(login).toString("base64")}`;
  const server = createServer().listen(0, "127.0.0.1");
  server.on("connect", (request, client, head) => {
    const target = request.url ?? "";
    targets.push(target);
    if (expected !== undefined && request.headers["proxy-authorization"] !== expected) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const url = new URL(`http://${target}`);
    const provider = connect({ port: Number(url.port), host: url.hostname }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      provider.write(head);
      provider.pipe(client).pipe(provider);
    });
    provider.on("error", () => client.destroy());
    client.on("error", () => provider.destroy());
    onTestFinished(() => void provider.destroy());
  });
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, targets };
}
