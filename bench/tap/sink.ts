import { startOtlpSink } from "#tests/support/otlp-sink.ts";

// A collector in a process of its own, so that taking what a tap reports holds up nobody who measures. It tells its URL
// over the channel, then the number of spans whenever it is asked, and ends with it.
const sink = await startOtlpSink();
process.on("message", () => process.send?.(sink.spans.length));
process.once("disconnect", () => process.exit());
process.send?.(sink.url);
