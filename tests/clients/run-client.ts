import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type RunningProcess, startProcess } from "#tests/support/processes.ts";
import type { ClientSetup, CodingClient } from "./coding-client.ts";
import { forwardSignal } from "./forward-signal.ts";

const MOST_MS = 90_000;

/**
 * Runs a client once, with a home of its own and nothing inherited; rejects with what it printed when it fails. `more` are
 * further variables. With a watch, its session files are watched as long as it runs.
 */
export async function runClient(
  client: CodingClient,
  path: string,
  setup: Omit<ClientSetup, "home">,
  more: Readonly<Record<string, string>> = {},
  watch = false,
): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), `roundtrip-${client.name}-`));
  const work = join(home, "project");
  await mkdir(work);
  const { signals } = setup;
  const forwarder =
    client.separatesSignals || signals === "both" ? null : await forwardSignal(signals, setup.collectorUrl);
  try {
    const collectorUrl = forwarder?.url ?? setup.collectorUrl;
    const { args, env } = await client.prepare({ ...setup, collectorUrl, home });
    const watching = watch ? await startWatch(home, setup.collectorUrl) : null;
    const running = startProcess(path, args, {
      cwd: work,
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        HOME: home,
        LANG: "C.UTF-8",
        ...env,
        ...more,
      },
    });
    try {
      const timer = setTimeout(() => void running.stop(1000), MOST_MS);
      const code = await running.ended;
      clearTimeout(timer);
      if (code !== 0) throw new Error(`${client.label} ended with ${code}:\n${running.output()}`);
    } finally {
      await running.stop();
      await watching?.stop();
    }
  } finally {
    await forwarder?.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function startWatch(home: string, collectorUrl: string): Promise<RunningProcess> {
  const watching = startProcess(process.execPath, [resolve("cli/main.ts"), "watch"], {
    env: { PATH: process.env["PATH"] ?? "", CODEX_HOME: home, OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl },
  });
  await watching.waitFor(/Ctrl-C/);
  return watching;
}
