import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import next from "next";
import { readSettings } from "#lib/config/settings.ts";
import { contentSecurityPolicy, refusal, securityHeaders } from "./security-headers.ts";

const closeWithinMs = 3_000;

const { host, dashboardPort } = readSettings();
const dir = fileURLToPath(new URL("../../", import.meta.url));
const app = next({ dev: false, dir, hostname: host, port: dashboardPort });
await app.prepare();
const handle = app.getRequestHandler();

const server = createServer((request, response) => {
  const nonce = randomBytes(16).toString("base64");
  for (const [name, value] of Object.entries(securityHeaders(nonce))) response.setHeader(name, value);
  const { method = "GET", headers } = request;
  const reason = refusal({ method, host: headers.host, origin: headers.origin }, host);
  if (reason !== null) {
    response.writeHead(403, { "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
    return;
  }
  // From here Next learns the nonce for the scripts that it writes into the page.
  headers["content-security-policy"] = contentSecurityPolicy(nonce);
  void handle(request, response);
});

const stop = async () => {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), closeWithinMs);
  await closed;
  clearTimeout(timer);
  await app.close();
  process.exit(0);
};
process.once("SIGTERM", () => void stop());
process.once("disconnect", () => void stop());
// A Ctrl-C may reach this process too; the supervisor decides when it is over.
process.on("SIGINT", () => undefined);

server.listen(dashboardPort, host);
await once(server, "listening");
process.send?.({ ready: true });
