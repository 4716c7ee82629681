import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * So many TCP ports of this host that nobody listens on at the moment, all different. They are held together, because
 * the system may give the same port again as soon as it is let go.
 */
export async function freePorts(host: string, count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, host));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** One TCP port of this host that nobody listens on at the moment. */
export async function freePort(host: string): Promise<number> {
  const [port = 0] = await freePorts(host, 1);
  return port;
}
