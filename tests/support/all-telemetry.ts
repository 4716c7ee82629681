import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Payload } from "./encode-otlp.ts";
import { ALL_SAMPLES } from "./samples/all-samples.ts";

const CAPTURES = join(import.meta.dirname, "../fixtures/captures");

/** One export request of some client, as OTLP/JSON. */
export interface Telemetry {
  readonly name: string;
  readonly signal: "traces" | "logs" | "metrics";
  readonly payload: Payload;
}

/** Every request that any client is known to send: all captures, and a sample for each client without one. */
export const ALL_TELEMETRY: readonly Telemetry[] = [
  ...readdirSync(CAPTURES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .toSorted()
    .map((path) => ({
      name: path,
      signal: path.replace(/^.*-(\w+)\.json$/, "$1") as Telemetry["signal"],
      payload: JSON.parse(readFileSync(join(CAPTURES, path), "utf8")) as Payload,
    })),
  ...Object.entries(ALL_SAMPLES).map(([name, sample]) => ({ name, ...sample })),
];
