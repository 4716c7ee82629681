import { join } from "node:path";
import { startReadingSender } from "#instrumentation/reporting/start-reading-sender.ts";
import { reportSessionReadings } from "#instrumentation/watch/report-session-readings.ts";
import { watchSessions } from "#instrumentation/watch/watch-sessions.ts";
import { clientHomes } from "./client-homes.ts";
import { collectorUrl } from "./collector-url.ts";
import { print } from "./print.ts";
import { readFlags } from "./read-flags.ts";
import { onStopSignal } from "./stop-signals.ts";
import { HELP } from "./texts.ts";

/** What was told longer ago says nothing about a window of today: the longest is a week. */
const HISTORY_MS = 7 * 86_400_000;

/** Watches Codex's session files until it is told to stop. Throws UsageError. */
export async function runWatch(args: readonly string[]): Promise<void> {
  const { help } = readFlags(args, { help: { type: "boolean", short: "h" } });
  if (help === true) {
    print(HELP);
    return;
  }
  const { codex: home } = clientHomes(process.env);
  const collector = collectorUrl(process.env);
  const report = reportSessionReadings(
    home,
    startReadingSender({ serviceName: "roundtrip-watch", endpoint: collector }),
  );
  print(`Watching ${join(home, "sessions")} for rate limits, and nothing else, and reporting to ${collector}
Stop with Ctrl-C`);
  let didArrive = true;
  const watch = watchSessions({
    home,
    oldestMs: Date.now() - HISTORY_MS,
    async deliver(readings) {
      const arrives = await report(readings);
      if (arrives !== didArrive)
        print(arrives ? `${collector} answers again` : `${collector} does not answer: trying until it does`);
      didArrive = arrives;
      return arrives;
    },
  });
  await new Promise<void>((resolve) => {
    onStopSignal((isAgain) => {
      if (isAgain) resolve();
      else void watch.stop().then(resolve);
    });
  });
  process.exit(0);
}
