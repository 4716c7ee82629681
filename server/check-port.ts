import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "./start-error.ts";

/**
 * Makes sure that `port` of `host` is free, waiting up to `patienceMs` for it. `setting` names the variable that chose
 * it. Throws StartError.
 */
export async function checkPort(
  host: string,
  port: number,
  setting: string,
  patienceMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const code = await tryListen(host, port);
    if (code === null) return;
    if (code !== "EADDRINUSE") {
      throw new StartError(
        `Port ${port} of ${host} cannot be used (${code}): set ${setting} or HOST to another`,
      );
    }
    if (performance.now() >= giveUpAt) {
      throw new StartError(
        `Port ${port} is used by another program: stop it, or set ${setting} to a free port`,
      );
    }
    await sleep(100);
  }
}

async function tryListen(host: string, port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
