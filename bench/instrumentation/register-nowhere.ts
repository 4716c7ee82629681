import { logs, trace } from "@opentelemetry/api";
import { LoggerProvider } from "@opentelemetry/sdk-logs";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { RoundTripInstrumentation } from "#instrumentation/round-trip-instrumentation.ts";
import { deferFor } from "#instrumentation/sources/deferred.ts";

// `node --import` of this is as instrumentation/register.ts without an exporter: spans and log records are made, and go
// nowhere, as those of the peers do here. What lies between the two is what exporting costs.

const processor = {
  onStart() {},
  onEnd() {},
  onEmit() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [processor] }));
const [host = ""] = (process.env["ROUNDTRIP_COMPATIBLE_HOSTS"] ?? "").split("=");
// As it does.
deferFor(500);
new RoundTripInstrumentation({ compatibleHosts: { [host]: "openai" } });
