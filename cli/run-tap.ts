import { startPipeline } from "#instrumentation/reporting/start-pipeline.ts";
import { startTap, type Tap } from "#instrumentation/tap/start-tap.ts";
import { collectorUrl } from "./collector-url.ts";
import { print } from "./print.ts";
import { onStopSignal } from "./stop-signals.ts";
import { readTapOptions } from "./tap-options.ts";
import { greeting, HELP } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** So long running answers may go on after a Ctrl-C, and telemetry may take to be sent, in ms. */
const GRACE_MS = 5_000;
const FLUSH_MS = 2_000;

/** Runs a tap until it is told to stop. Throws UsageError. */
export async function runTap(args: readonly string[]): Promise<void> {
  const { port, upstreams, wantsHelp } = readTapOptions(args, process.env);
  if (wantsHelp) {
    print(HELP);
    return;
  }
  const collector = collectorUrl(process.env);
  const pipeline = startPipeline({ serviceName: "roundtrip-tap", endpoint: collector });
  pipeline.warmUp();
  const tap = await listen(port, () =>
    startTap({ port, upstreams, onExchange: (record) => pipeline.report(record) }),
  );
  print(greeting(tap.url, collector, upstreams));
  await stopped(tap);
  await pipeline.flush(FLUSH_MS);
  process.exit(0);
}

async function listen(port: number, start: () => Promise<Tap>): Promise<Tap> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(
      code === "EADDRINUSE"
        ? `Port ${port} is used by another program: stop it, or choose another with --port`
        : `Port ${port} cannot be used (${code}): choose another with --port`,
    );
  }
}

/** Resolves when the tap has stopped: after a first signal gently, after a second at once. */
function stopped(tap: Tap): Promise<void> {
  return new Promise((resolve) => {
    onStopSignal((isAgain) => void tap.stop(isAgain ? 0 : GRACE_MS).then(resolve));
  });
}
