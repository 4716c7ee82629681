import { trace } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

// A program with an OpenTelemetry of its own, set up as programs do it: `node own-telemetry.ts URL`.
const [url] = process.argv.slice(2);
const exporter = new InMemorySpanExporter();
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
const names = exporter.getFinishedSpans().map(({ name }) => name);
process.stdout.write(`${names.join(", ")}, registered ${registered}\n`);
