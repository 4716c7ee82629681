import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

// A program with an OpenTelemetry of its own, set up as programs do it: `node own-telemetry.ts URL`.
const [url] = process.argv.slice(2);
const isFirst = !(Symbol.for("opentelemetry.js.api.1") in globalThis);
const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const registered = trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
);
await trace.getTracer("own").startActiveSpan("chat own", async (span) => {
  const answer = await fetch(`${url}/v1/responses`, {
    method: "POST",
    body: JSON.stringify({ model: "in-own", input: "say hi", stream: true }),
  });
  await answer.text();
  span.end();
});
const [span] = exporter.getFinishedSpans();
process.stdout.write(
  `${span?.name}, registered ${registered}, nothing before it ${isFirst}, span ${span?.spanContext().spanId}\n`,
);
