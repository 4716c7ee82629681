import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { onTestFinished } from "vitest";

const read = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

/** A certificate for localhost and 127.0.0.1 that was signed by nobody else, for tests alone. */
export const CERTIFICATE = read("certificate");

const eventsOf = (text: string) => [
  { type: "response.created", response: { id: "resp_1" } },
  { type: "response.output_text.delta", delta: text },
  { type: "response.completed", response: { id: "resp_1", usage: { input_tokens: 5, output_tokens: 1 } } },
];

/** Starts a provider over TLS for as long as the test runs: it answers each request with a stream of this text. */
export async function startSecureProvider(
  text = "x",
): Promise<{ readonly url: string; readonly port: number }> {
  const server = createServer({ cert: CERTIFICATE, key: read("key") }, (request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const event of eventsOf(text)) response.write(`data: ${JSON.stringify(event)}\n\n`);
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, port };
}

/** Has this process trust the provider for as long as the test runs. */
export function trustSecureProvider(): void {
  const trusted = getCACertificates("default");
  setDefaultCACertificates([...trusted, CERTIFICATE]);
  onTestFinished(() => setDefaultCACertificates(trusted));
}
