import { connect, createServer } from "node:net";

// Passes bytes on, and does nothing else: the least that a process in between can cost.
// `node pipe.ts PORT PROVIDERS_PORT`
const [port = 0, provider = 0] = process.argv.slice(2).map(Number);
createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port: provider, host: "127.0.0.1", noDelay: true });
  client.on("data", (bytes) => upstream.write(bytes));
  upstream.on("data", (bytes) => client.write(bytes));
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on("close", () => other.destroy());
    one.on("error", () => other.destroy());
  }
}).listen(port, "127.0.0.1");
