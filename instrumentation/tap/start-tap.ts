import { type AddressInfo, createServer } from "node:net";
import { deferFor } from "../sources/deferred.ts";
import { watchSockets } from "../sources/socket-timings.ts";
import type { StartTapOptions } from "./start-tap-options.ts";
import { TapConnection } from "./tap-connection.ts";

/** A running tap. */
export interface Tap {
  /** Without a path: `http://127.0.0.1:4319`. */
  readonly url: string;
  /** Takes no more connections, lets running answers end for so long, in ms, and breaks what is left then. */
  stop(graceMs: number): Promise<void>;
}

/** Only this machine reaches it. */
const HOST = "127.0.0.1";

/** So long after a piece of an answer has passed, in ms, it is looked at: when those that come with it have passed too. */
const LOOK_AFTER_MS = 1;

/** Starts a pass-through to model providers. Rejects when the port cannot be used. */
export async function startTap({ port, ...options }: StartTapOptions): Promise<Tap> {
  const unwatch = watchSockets();
  deferFor(LOOK_AFTER_MS);
  const connections = new Set<TapConnection>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const connection = new TapConnection(client, options, () => connections.delete(connection));
    connections.add(connection);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  // One connection that could not be accepted, for want of file descriptors for example, is no reason to end the others.
  server.on("error", () => undefined);
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.stop();
      const timer = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
      unwatch();
    },
  };
}
