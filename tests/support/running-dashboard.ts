import { resolve } from "node:path";
import { freePort } from "#server/free-ports.ts";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";

/** The port that dashboards of tests take for the collector's; nothing listens there. */
export const COLLECTOR_PORT = 4999;

/** A dashboard process over a database. Needs a build. */
export interface Dashboard {
  readonly url: string;
  readonly process: RunningProcess;
}

/**
 * Starts the dashboard that was built last, without a collector unless its port is given. Rejects with what it printed
 * when it does not come up.
 */
export async function startDashboard(
  databaseUrl: string,
  collectorPort = COLLECTOR_PORT,
): Promise<Dashboard> {
  const port = await freePort("127.0.0.1");
  const process_ = startProcess(process.execPath, [resolve("server/dashboard/main.ts")], {
    env: {
      PATH: process.env["PATH"] ?? "",
      NODE_ENV: "production",
      TZ: "UTC",
      PORT: String(port),
      ROUNDTRIP_OTLP_HTTP_PORT: String(collectorPort),
      DATABASE_URL: databaseUrl,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = process_.ended.then((how) => {
    throw new Error(`The dashboard ended (${how}):\n${process_.output()}`);
  });
  await Promise.race([answering(url), ended]);
  return { url, process: process_ };
}

async function answering(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(`${url}/api/v1/meta`);
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
