import { resolve } from "node:path";
import { freePort } from "#server/free-ports.ts";
import { startProcess } from "#tests/support/processes.ts";

/** A tap in a process of its own, in front of one provider that speaks every protocol. */
export interface RunningTap {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it on a free port. Rejects with what it printed when it does not come up. */
export async function startTap(providerUrl: string, collectorUrl: string): Promise<RunningTap> {
  const port = await freePort("127.0.0.1");
  const upstreams = ["openai", "anthropic", "gemini", "chatgpt"].flatMap((name) => [
    "--upstream",
    `${name}=${providerUrl}`,
  ]);
  const tap = startProcess(
    process.execPath,
    [resolve("cli/main.ts"), "tap", "--port", String(port), ...upstreams],
    { env: { PATH: process.env["PATH"] ?? "", OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl } },
  );
  await tap.waitFor(new RegExp(`http://127\\.0\\.0\\.1:${port}`));
  return { url: `http://127.0.0.1:${port}`, stop: () => tap.stop() };
}
