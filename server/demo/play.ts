import { readSettings } from "#lib/config/settings.ts";
import { addressOf } from "#server/start-stack.ts";
import { readDemoMark, writeDemoMark } from "./demo-mark.ts";
import { playDemo } from "./play-demo.ts";

// The team of the demo, as a process: it lives as long as the supervisor wants it.

/** So often it is noted how far it is, in ms. */
const NOTE_MS = 10_000;

const { host, otlpHttpPort, dataDir } = readSettings();
const ending = new AbortController();
const end = () => ending.abort();
process.once("SIGTERM", end);
process.once("disconnect", end);
process.on("SIGINT", () => undefined);

const mark = await readDemoMark(dataDir);
process.send?.({ ready: true });
if (mark !== null) {
  let notedAtMs = 0;
  const toldUntil = async (toldUntilMs: number) => {
    if (Date.now() - notedAtMs < NOTE_MS) return;
    notedAtMs = Date.now();
    await writeDemoMark(dataDir, { ...mark, toldUntilMs });
  };
  const collectorUrl = addressOf(host, otlpHttpPort);
  await playDemo({ mark, collectorUrl, signal: ending.signal, toldUntil }).catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
}
// The history is at its end; whoever supervises would only start it again.
if (!ending.signal.aborted)
  await new Promise<void>((resolve) => ending.signal.addEventListener("abort", () => resolve()));
process.exit(0);
