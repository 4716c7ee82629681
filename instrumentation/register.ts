/**
 * `node --import …/register.ts app.ts` measures the model calls of any program, without a change of its code. Settings
 * are environment variables: see README.md. If anything goes wrong here, the program runs as if this were not here.
 */
import { diag } from "@opentelemetry/api";
import { flushAtExit } from "./reporting/flush-at-exit.ts";
import { readCompatibleHosts } from "./reporting/read-compatible-hosts.ts";
import { startPipeline } from "./reporting/start-pipeline.ts";
import { RoundTripInstrumentation } from "./round-trip-instrumentation.ts";
import { deferFor } from "./sources/deferred.ts";

/** What there is to do for calls that are over waits so long, in ms, that what follows on one of them goes first. */
const DEFER_MS = 500;

try {
  const pipeline = startPipeline({ serviceName: programName(), turns: true });
  // The pipeline does what waits before the program ends.
  deferFor(DEFER_MS);
  const instrumentation = new RoundTripInstrumentation({
    compatibleHosts: readCompatibleHosts(process.env["ROUNDTRIP_COMPATIBLE_HOSTS"] ?? ""),
    report: pipeline.report,
  });
  flushAtExit(pipeline, () => instrumentation.disable());
} catch (error) {
  diag.error("roundtrip: could not start, the program goes on unmeasured", error);
}

/** Until somebody names it, a program is called by its file. */
function programName(): string {
  return process.argv[1]?.replace(/^.*[\\/]/, "").replace(/\.[cm]?[jt]s$/, "") ?? "node";
}
